package org.stemma.gateway.readmodel;

import java.util.List;

/** Told of each block after the read model has it. Called on the one projecting thread: must not block. */
public interface BlockListener {
    void projected(long block, List<TransactionRow> transactions);
}
