package org.stemma.gateway.readmodel;

import org.stemma.api.account.Posting;

/** A movement of money and where it stands on the ledger: block, transaction, and its number within that. */
public record PostingRow(long block, String transactionId, int n, Posting posting) {}
