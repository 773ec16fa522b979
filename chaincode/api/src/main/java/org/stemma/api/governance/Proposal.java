package org.stemma.api.governance;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.stemma.api.Digest;
import org.stemma.api.Made;
import org.stemma.api.OrgId;
import org.stemma.api.Ppm;
import org.stemma.api.ProposalId;

/**
 * The recorded facts of a proposal, without its ballots, which lie apart under their voters' own consent. What it is at a
 * time is derived from them and never stored: ask {@link Inspection}.
 *
 * @param procedure frozen when it was proposed: whatever is changed later touches no proposal that exists
 * @param electorate frozen as of the opening; absent until somebody opens the vote
 */
public record Proposal(
        ProposalId id,
        String title,
        Optional<Reasons> reasons,
        OrgId proposer,
        List<Action> actions,
        Procedure procedure,
        Instant proposedAt,
        Optional<Electorate> electorate,
        Milestones milestones,
        Digest command)
        implements Made {
    /** How votes are taken: they stand once cast, or the last of each voter counts. */
    public enum Mode {
        FINAL,
        REPLACEABLE
    }

    /** Where the reasons can be read, and what they were when it was proposed. */
    public record Reasons(String uri, Digest digest) {}

    /**
     * The rules of procedure.
     *
     * @param epochSeconds a vote opens and closes at an epoch's end
     * @param quorum of all seats, that must take part
     * @param support of For and Against, that For must exceed
     * @param proposalThreshold of all seats, that the proposer's own weight must reach
     * @param guardian who may veto it while it is in the queue
     */
    public record Procedure(
            Mode mode,
            long epochSeconds,
            long votingDelaySeconds,
            long votingSeconds,
            long lateQuorumSeconds,
            long queueSeconds,
            long timelockSeconds,
            long executionSeconds,
            Ppm quorum,
            Ppm support,
            Ppm proposalThreshold,
            Optional<OrgId> guardian) {}

    public record Seat(OrgId organisation, long weight) {}

    /** Who may vote, as of a time. Who is recused has a seat, which counts for the quorum, and no vote. */
    public record Electorate(Instant snapshot, List<Seat> seats, List<OrgId> recused) {}

    /** When the decisive things happened, as far as they have. */
    public record Milestones(
            Optional<Instant> cancelledAt,
            Optional<Instant> queuedAt,
            Optional<Instant> vetoedAt,
            Optional<Instant> executedAt) {}
}
