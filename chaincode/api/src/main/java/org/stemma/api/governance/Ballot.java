package org.stemma.api.governance;

import java.time.Instant;
import java.util.Optional;
import org.stemma.api.Document;
import org.stemma.api.OrgId;
import org.stemma.api.ProposalId;

/**
 * An organisation's vote on a proposal. It is made empty when the vote is opened, under the organisation's own policy, so
 * that nobody casts it for them; who is recused has none.
 *
 * @param firstCastAt kept when the vote is replaced: what it adds to the quorum it added then
 */
public record Ballot(
        ProposalId proposal,
        OrgId organisation,
        Optional<Choice> choice,
        Optional<Instant> firstCastAt,
        Optional<Instant> castAt)
        implements Document {
    public enum Choice {
        FOR,
        AGAINST,
        ABSTAIN
    }
}
