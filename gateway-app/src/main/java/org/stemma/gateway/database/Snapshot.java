package org.stemma.gateway.database;

import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** Transactions that only read, and see all tables as they are at one moment. */
public final class Snapshot {
    private Snapshot() {}

    /** Serializable: with repeatable reads alone H2 takes each table as it is when it is first read. */
    public static TransactionTemplate over(PlatformTransactionManager transactions) {
        TransactionTemplate snapshot = new TransactionTemplate(transactions);
        snapshot.setReadOnly(true);
        snapshot.setIsolationLevel(TransactionDefinition.ISOLATION_SERIALIZABLE);
        return snapshot;
    }
}
