/** Time, parameters and orders as the ledger writes them. No business of any room belongs here. */
@NullMarked
package org.stemma.api.kernel;

import org.jspecify.annotations.NullMarked;
