/** Wallets, purses, lanes, postings and receipts: every noun of money at rest and in motion. No price, no share. */
@NullMarked
package org.stemma.api.account;

import org.jspecify.annotations.NullMarked;
