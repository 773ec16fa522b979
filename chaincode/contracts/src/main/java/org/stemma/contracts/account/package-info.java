/** The only place where money moves: wallets, purses, lanes, receipts and postings. */
@NullMarked
package org.stemma.contracts.account;

import org.jspecify.annotations.NullMarked;
