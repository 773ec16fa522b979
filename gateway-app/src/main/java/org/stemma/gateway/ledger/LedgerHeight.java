package org.stemma.gateway.ledger;

import com.google.protobuf.InvalidProtocolBufferException;
import java.time.Duration;
import java.util.Optional;
import org.hyperledger.fabric.client.GatewayException;
import org.hyperledger.fabric.protos.common.BlockchainInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The height of the own peer's ledger. */
public final class LedgerHeight {
    private static final Logger LOG = LoggerFactory.getLogger(LedgerHeight.class);
    private static final long KEPT_NANOS = Duration.ofSeconds(1).toNanos();

    /** A peer that is well answers in milliseconds, and a monitor must not wait for one that hangs. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** Fabric's own chaincode that answers about a channel's ledger. */
    private static final String QUERIES = "qscc";

    private final FabricConnection connection;
    private final Caller asker;
    private final String channel;
    private final Duration patience;
    private volatile Optional<Long> height = Optional.empty();
    private long askedAt = System.nanoTime() - KEPT_NANOS;

    LedgerHeight(FabricConnection connection, Caller asker, String channel) {
        this(connection, asker, channel, PATIENCE);
    }

    LedgerHeight(FabricConnection connection, Caller asker, String channel, Duration patience) {
        this.connection = connection;
        this.asker = asker;
        this.channel = channel;
        this.patience = patience;
    }

    /** The height, or nothing if the peer does not answer; asked at most once a second: health is everyone's to ask. */
    public synchronized Optional<Long> height() {
        if (System.nanoTime() - askedAt >= KEPT_NANOS) {
            height = ask();
            askedAt = System.nanoTime();
        }
        return height;
    }

    /** What was last answered, without asking; nothing if the peer did not answer then. */
    public Optional<Long> known() {
        return height;
    }

    /** The height, or nothing if the peer does not answer; asked each time. */
    Optional<Long> ask() {
        try {
            byte[] answer = connection
                    .network(asker)
                    .getContract(QUERIES)
                    .newProposal("GetChainInfo")
                    .addArguments(channel)
                    .build()
                    .evaluate(options -> options.withDeadlineAfter(patience));
            return Optional.of(BlockchainInfo.parseFrom(answer).getHeight());
        } catch (GatewayException e) {
            LOG.info("the peer does not answer: {}", e.getStatus().getCode());
            return Optional.empty();
        } catch (InvalidProtocolBufferException e) {
            LOG.warn("the peer's answer is no BlockchainInfo: {}", e.getMessage());
            return Optional.empty();
        }
    }
}
