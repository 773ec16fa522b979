package org.stemma.api.account;

import java.time.Instant;
import java.util.Optional;
import org.stemma.api.Digest;
import org.stemma.api.Made;
import org.stemma.api.Money;
import org.stemma.api.OrgId;
import org.stemma.api.WalletId;
import org.stemma.api.WithdrawalId;

/** A wish for cash, and the cashier's word that it was paid. */
public record Withdrawal(
        WithdrawalId id,
        WalletId wallet,
        OrgId organisation,
        OrgId cashier,
        Money amount,
        Instant requestedAt,
        Optional<String> reference,
        Digest command)
        implements Made {}
