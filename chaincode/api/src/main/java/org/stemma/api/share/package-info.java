/** Fractional units of an asset's royalties: issues, holdings and sales. No payment is computed here. */
@NullMarked
package org.stemma.api.share;

import org.jspecify.annotations.NullMarked;
