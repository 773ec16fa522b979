package org.stemma.gateway.readmodel;

import java.util.List;
import org.hyperledger.fabric.protos.common.Block;

/** Reads blocks for tests of other packages. */
public final class TestBlocks {
    private TestBlocks() {}

    /** The transactions of a block, as the read model notes them. */
    public static List<TransactionRow> rows(Block block) {
        return new BlockReader("stemma")
                .read(block).transactions().stream()
                        .map(LedgerBlock.LedgerTransaction::row)
                        .toList();
    }
}
