package org.stemma.api.account;

import org.stemma.api.DomainEvent;
import org.stemma.api.Money;
import org.stemma.api.OrgId;
import org.stemma.api.PartyId;
import org.stemma.api.WalletId;
import org.stemma.api.WithdrawalId;

/** What happened to accounts. The movements themselves are the envelope's postings. */
public sealed interface AccountEvent extends DomainEvent {
    record WalletOpened(WalletId wallet, PartyId party) implements AccountEvent {}

    record Deposited(OrgId cashier, WalletId wallet, Money amount, String reference) implements AccountEvent {}

    record WithdrawalRequested(WithdrawalId withdrawal, WalletId wallet, Money amount) implements AccountEvent {}

    record WithdrawalPaid(WithdrawalId withdrawal, OrgId cashier, String reference) implements AccountEvent {}

    record TreasuryFolded(Money amount, long fees) implements AccountEvent {}
}
