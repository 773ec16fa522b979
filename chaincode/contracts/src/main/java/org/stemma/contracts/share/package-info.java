/** Issues, holdings, transfers and sales of an asset's units. Who earned what is the royalty room's business. */
@NullMarked
package org.stemma.contracts.share;

import org.jspecify.annotations.NullMarked;
