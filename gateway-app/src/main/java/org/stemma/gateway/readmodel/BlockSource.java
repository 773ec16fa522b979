package org.stemma.gateway.readmodel;

import org.hyperledger.fabric.client.CloseableIterator;
import org.hyperledger.fabric.protos.common.Block;

/** Where blocks come from: the own peer. */
public interface BlockSource {
    /** All blocks from this number on, waiting for those to come; ends with an exception when the connection does. */
    CloseableIterator<Block> from(long number);
}
