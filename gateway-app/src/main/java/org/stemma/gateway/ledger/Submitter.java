package org.stemma.gateway.ledger;

import io.grpc.Status;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.hyperledger.fabric.client.SubmitException;
import org.hyperledger.fabric.client.Transaction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stemma.gateway.config.GatewaySettings;
import org.stemma.gateway.readmodel.TransactionRow;

/**
 * Brings an endorsed transaction into a block. An ordering leader that dies loses what it had accepted, so the same
 * transaction is sent again until a block has it: the ledger takes it once.
 */
final class Submitter {
    private static final Logger LOG = LoggerFactory.getLogger(Submitter.class);

    /** While orderers elect a leader one writer asks them, and the others look for their block meanwhile. */
    private static final Duration PATIENCE = Duration.ofMillis(500);

    /** The pauses after it stay within a third of a second. */
    private static final int LONGEST_PAUSE_AFTER = 3;

    /** How the peer says that no orderer took it: not for what it is. */
    private static final Set<Status.Code> NOBODY = Set.of(Status.Code.UNAVAILABLE, Status.Code.DEADLINE_EXCEEDED);

    private final CommitWatch commits;
    private final Duration resubmitAfter;
    private final Presence orderers = new Presence();

    Submitter(CommitWatch commits, GatewaySettings.Submission settings) {
        this.commits = commits;
        this.resubmitAfter = settings.resubmitAfter();
    }

    TransactionRow submit(Transaction transaction, Retries retries) {
        try (CommitWatch.Watch watch = commits.watch(transaction.getTransactionId())) {
            int sent = 0;
            int refused = 0;
            do {
                // Orderers that elect a leader take nothing for a moment; what they took they may still lose.
                Duration patience = Duration.ZERO;
                if (orderers.await(shorter(PATIENCE, retries.left()))) {
                    patience = send(transaction, sent++)
                            ? resubmitAfter
                            : RetryPolicy.pause(Math.min(++refused, LONGEST_PAUSE_AFTER));
                }
                Optional<TransactionRow> row = watch.await(shorter(patience, retries.left()));
                if (row.isPresent()) {
                    return row.get();
                }
            } while (!retries.over());
        }
        throw new OutcomeUnknown(transaction.getTransactionId());
    }

    /** Whether an orderer said that it has it. */
    private boolean send(Transaction transaction, int sentBefore) {
        try {
            transaction.submitAsync();
            orderers.answered();
            return true;
        } catch (SubmitException e) {
            if (NOBODY.contains(e.getStatus().getCode())) {
                orderers.failed();
            }
            // It may have reached an orderer all the same: the block stream tells. One more copy changes nothing.
            LOG.warn(
                    "submitting {} (sent {} times before): {}",
                    transaction.getTransactionId(),
                    sentBefore,
                    e.getStatus().getDescription());
            return false;
        }
    }

    private static Duration shorter(Duration left, Duration right) {
        return left.compareTo(right) < 0 ? left : right;
    }
}
