package org.stemma.gateway.readmodel;

import java.util.List;
import java.util.Set;

/**
 * Told of each block: that it has come by the thread that reads blocks, that it is projected by the one that projects.
 * Must not block, nor read the read model, which may wait for these threads.
 */
public interface BlockListener {
    /** The peer has committed a block that wrote these keys. Told before {@link #arrived} is; may be told again. */
    default void wrote(long block, Set<String> keys) {}

    /** The peer has committed the block. The read model does not have it yet; may be told again. */
    default void arrived(long block, List<TransactionRow> transactions) {}

    /** The read model has the block. */
    default void projected(long block, List<TransactionRow> transactions) {}
}
