/**
 * Many commands of one signer in one transaction: what is ordered, endorsed and validated once for all of them. Stands
 * above all rooms and has no law of its own but its bounds; what a command does is said by its room.
 */
@NullMarked
package org.stemma.contracts.batch;

import org.jspecify.annotations.NullMarked;
