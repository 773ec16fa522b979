/**
 * The projection of blocks that reads are answered from. Nothing is in it that is not in the blocks: it can be rebuilt
 * from the ledger at any time, and is then equal byte for byte. What the gateway alone knows has no place here.
 *
 * <p>Its tables are read under their plain names through the application's data source; see {@link
 * org.stemma.gateway.database} for the SQL that is allowed.
 */
@NullMarked
package org.stemma.gateway.readmodel;

import org.jspecify.annotations.NullMarked;
