package org.stemma.api.governance;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.stemma.api.Document;
import org.stemma.api.ProposalId;

/**
 * What proposals are at the time of asking, as the law derives it from the ledger.
 *
 * @param at the time of asking
 */
public record Inspection(Instant at, List<View> proposals) implements Document {
    /** The most proposals of one question. */
    public static final int MAX_PROPOSALS = 20;

    /** Asks about proposals, 1 to {@link #MAX_PROPOSALS}, each once. Any member, any role. */
    public record Question(List<ProposalId> proposals) implements Document {}

    public record View(
            ProposalId proposal,
            Status status,
            boolean occupiesSlot,
            Timeline timeline,
            Optional<Tally> tally,
            List<Ballot> ballots) {}

    public enum Status {
        PENDING,
        ACTIVE,
        SUCCEEDED,
        QUEUED,
        READY,
        DEFEATED,
        EXECUTED,
        EXPIRED,
        CANCELLED,
        VETOED
    }

    /**
     * Every limit is half open: a vote at the closing is too late.
     *
     * @param closes as far as the ballots up to now tell: a late quorum moves it, an early decision ends it
     * @param queueBy when a proposal that has passed lapses unless it is queued
     * @param ready when it may be executed, once it is queued
     * @param expires when it lapses unless it is executed, once it is queued
     */
    public record Timeline(
            Instant opens,
            Instant scheduledClose,
            Instant closes,
            boolean decidedEarly,
            Instant queueBy,
            Optional<Instant> ready,
            Optional<Instant> expires) {}

    /** Every seat's weight is in exactly one of the five; present once the vote is opened. */
    public record Tally(
            long forWeight,
            long againstWeight,
            long abstainWeight,
            long silentWeight,
            long recusedWeight,
            boolean quorum,
            boolean support) {}
}
