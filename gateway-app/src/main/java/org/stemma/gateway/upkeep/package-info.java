/** What an operator does with a gateway's read model: look how far it is, have it rebuilt, compare it with another's. */
@NullMarked
package org.stemma.gateway.upkeep;

import org.jspecify.annotations.NullMarked;
