package org.stemma.api.account;

import java.time.Instant;
import org.stemma.api.Document;
import org.stemma.api.Money;
import org.stemma.api.WalletId;

/**
 * Money for a wallet that others put beside it, to be folded by the wallet's next debit.
 *
 * @param id {@code TXID.N}, unique on the ledger
 */
public record Credit(String id, WalletId wallet, Money amount, AccountId from, Instant at) implements Document {}
