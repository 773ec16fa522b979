/** Time, parameters, orders, the transaction and its session. Knows no room and no business. */
@NullMarked
package org.stemma.contracts.kernel;

import org.jspecify.annotations.NullMarked;
