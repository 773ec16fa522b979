/** The API's doors, all of them: who may, what is refused, and that the law behind them is the chaincode's own. */
@NullMarked
package org.stemma.gateway.doors;

import org.jspecify.annotations.NullMarked;
