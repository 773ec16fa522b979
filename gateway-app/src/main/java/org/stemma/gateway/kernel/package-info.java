/** REST of the kernel: the charter, the clock, closing epochs, transactions as they stand in blocks. */
@NullMarked
package org.stemma.gateway.kernel;

import org.jspecify.annotations.NullMarked;
