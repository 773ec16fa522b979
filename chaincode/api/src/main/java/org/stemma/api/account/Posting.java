package org.stemma.api.account;

import org.stemma.api.Money;

/** A movement of money: the same amount leaves one account and enters another. Always positive. */
public record Posting(AccountId debit, AccountId credit, Money amount) {}
