/** The projection of blocks that reads are answered from. It can be dropped and rebuilt from the ledger at any time. */
@NullMarked
package org.stemma.gateway.readmodel;

import org.jspecify.annotations.NullMarked;
