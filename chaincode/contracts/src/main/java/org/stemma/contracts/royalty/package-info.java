/** Settlement of closed periods, and claims. */
@NullMarked
package org.stemma.contracts.royalty;

import org.jspecify.annotations.NullMarked;
