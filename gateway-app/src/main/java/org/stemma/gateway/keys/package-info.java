/** REST of this gateway's API keys: what the ledger knows nothing of. */
@NullMarked
package org.stemma.gateway.keys;

import org.jspecify.annotations.NullMarked;
