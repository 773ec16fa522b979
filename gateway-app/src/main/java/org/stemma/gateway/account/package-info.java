/** REST of the account room: wallets, deposits, withdrawals, receipts, and which credits a debit folds. */
@NullMarked
package org.stemma.gateway.account;

import org.jspecify.annotations.NullMarked;
