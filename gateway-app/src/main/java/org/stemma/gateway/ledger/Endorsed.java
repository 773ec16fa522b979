package org.stemma.gateway.ledger;

import org.hyperledger.fabric.client.Transaction;
import org.stemma.api.Outcome;

/**
 * An endorsed transaction that carries a command out, alone or with others.
 *
 * @param function that is called, and with which argument
 * @param outcome of the command, which holds if the transaction becomes valid
 */
record Endorsed(String function, String argument, Transaction transaction, Outcome outcome) {
    String id() {
        return transaction.getTransactionId();
    }
}
