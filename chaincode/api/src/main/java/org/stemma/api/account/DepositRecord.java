package org.stemma.api.account;

import java.time.Instant;
import org.stemma.api.Document;
import org.stemma.api.Money;
import org.stemma.api.OrgId;
import org.stemma.api.WalletId;

/** A cashier's word that it holds this much for a wallet. Its external reference is accepted once. */
public record DepositRecord(OrgId cashier, String reference, WalletId wallet, Money amount, Instant at)
        implements Document {}
