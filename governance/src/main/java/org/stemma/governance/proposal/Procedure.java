package org.stemma.governance.proposal;

import static org.stemma.governance.parameter.GovernedParameter.EXECUTION_SECONDS;
import static org.stemma.governance.parameter.GovernedParameter.LATE_QUORUM_SECONDS;
import static org.stemma.governance.parameter.GovernedParameter.PROPOSAL_THRESHOLD;
import static org.stemma.governance.parameter.GovernedParameter.QUEUE_SECONDS;
import static org.stemma.governance.parameter.GovernedParameter.QUORUM;
import static org.stemma.governance.parameter.GovernedParameter.SUPPORT;
import static org.stemma.governance.parameter.GovernedParameter.TIMELOCK_SECONDS;
import static org.stemma.governance.parameter.GovernedParameter.VOTING_DELAY_SECONDS;
import static org.stemma.governance.parameter.GovernedParameter.VOTING_SECONDS;

import java.time.Instant;
import java.util.Optional;
import org.stemma.governance.Portion;
import org.stemma.governance.Voter;
import org.stemma.governance.parameter.Parameters;
import org.stemma.governance.vote.Mode;

/**
 * The rules of procedure of one proposal. They are copied into it when it is made, so whatever is changed later touches no
 * live proposal and revives none that failed.
 *
 * @param stepSeconds the length of an epoch: a vote opens and closes at an epoch's end, later rather than earlier
 * @param votingDelaySeconds from the proposal to the opening, at least
 * @param votingSeconds from the opening to the closing, at least
 * @param lateQuorumSeconds from the ballot that makes the quorum to the closing, at least
 * @param queueSeconds within which a proposal that has passed must be queued
 * @param timelockSeconds from the queueing until it may be executed
 * @param executionSeconds within which it must then be executed
 * @param quorum of all seats, that must take part
 * @param support of For and Against, that For must exceed
 * @param proposalThreshold of all seats, that a proposer's own weight must reach
 * @param guardian who may veto while the proposal is in the queue, if anyone
 */
public record Procedure(
        Mode mode,
        long stepSeconds,
        long votingDelaySeconds,
        long votingSeconds,
        long lateQuorumSeconds,
        long queueSeconds,
        long timelockSeconds,
        long executionSeconds,
        Portion quorum,
        Portion support,
        Portion proposalThreshold,
        Optional<Voter> guardian) {

    public Procedure {
        boolean sound = stepSeconds > 0
                && votingDelaySeconds >= 0
                && votingSeconds > 0
                && lateQuorumSeconds >= 0
                && queueSeconds > 0
                && timelockSeconds > 0
                && executionSeconds > 0
                && quorum.ppm() > 0;
        if (!sound) {
            throw new IllegalArgumentException("a procedure has positive times and a quorum");
        }
    }

    /**
     * The procedure that the parameters give to a proposal made in a period.
     *
     * @throws org.stemma.governance.GovernanceRefused {@code parameter_unknown}
     */
    public static Procedure of(
            Parameters parameters, long period, Mode mode, long stepSeconds, Optional<Voter> guardian) {
        return new Procedure(
                mode,
                stepSeconds,
                parameters.in(period, VOTING_DELAY_SECONDS),
                parameters.in(period, VOTING_SECONDS),
                parameters.in(period, LATE_QUORUM_SECONDS),
                parameters.in(period, QUEUE_SECONDS),
                parameters.in(period, TIMELOCK_SECONDS),
                parameters.in(period, EXECUTION_SECONDS),
                new Portion(Math.toIntExact(parameters.in(period, QUORUM))),
                new Portion(Math.toIntExact(parameters.in(period, SUPPORT))),
                new Portion(Math.toIntExact(parameters.in(period, PROPOSAL_THRESHOLD))),
                guardian);
    }

    /** The first end of an epoch that is not before a time. */
    Instant endOfEpoch(Instant time) {
        long second = time.getEpochSecond() + (time.getNano() > 0 ? 1 : 0);
        return Instant.ofEpochSecond(Math.multiplyExact(-Math.floorDiv(-second, stepSeconds), stepSeconds));
    }
}
