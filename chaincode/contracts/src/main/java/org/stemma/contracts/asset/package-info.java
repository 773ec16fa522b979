/** Tokens, versions, lineage as it is written. Whether a lineage is allowed is the license room's business. */
@NullMarked
package org.stemma.contracts.asset;

import org.jspecify.annotations.NullMarked;
