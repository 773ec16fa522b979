package org.stemma.api.governance;

import java.util.Optional;
import org.stemma.api.Document;
import org.stemma.api.OrgId;
import org.stemma.api.Ppm;

/**
 * The rules of procedure with which a council begins, as the charter's JSON gives them. They are packed into the
 * chaincode, so that whoever approves the chaincode approves them.
 *
 * @param treasurySpend the most that proposals may be paid in a period, of the treasury when the period began
 * @param guardian who may veto a queued proposal, as long as it is a member
 */
public record FirstProcedure(
        String profile,
        long votingDelaySeconds,
        long votingSeconds,
        long lateQuorumSeconds,
        long queueSeconds,
        long timelockSeconds,
        long executionSeconds,
        Ppm quorum,
        Ppm support,
        Ppm proposalThreshold,
        Ppm treasurySpend,
        Optional<OrgId> guardian)
        implements Document {}
