/** Settlements of an asset's period, what they owe to whom, and claims. */
@NullMarked
package org.stemma.api.royalty;

import org.jspecify.annotations.NullMarked;
