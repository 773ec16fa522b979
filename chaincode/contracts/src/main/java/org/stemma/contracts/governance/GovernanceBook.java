package org.stemma.contracts.governance;

import java.util.List;
import java.util.Optional;
import org.stemma.api.Drawer;
import org.stemma.api.OrgId;
import org.stemma.api.ProposalId;
import org.stemma.api.Refused;
import org.stemma.api.governance.Ballot;
import org.stemma.api.governance.GovernanceRefusal;
import org.stemma.api.governance.GovernedParameters;
import org.stemma.api.governance.LatestProposal;
import org.stemma.api.governance.Proposal;
import org.stemma.contracts.kernel.KeyPolicies;
import org.stemma.contracts.kernel.Session;
import org.stemma.contracts.kernel.Tx;

/**
 * The governance room's drawers. A key gets its policy with its first write: a ballot its organisation's, whatever is the
 * council's two thirds of the members.
 */
final class GovernanceBook {
    private final Tx tx;
    private final Session session;

    GovernanceBook(Tx tx) {
        this.tx = tx;
        this.session = tx.session();
    }

    Optional<Proposal> find(ProposalId id) {
        return session.find(Drawer.PROPOSAL, Proposal.class, id);
    }

    Proposal proposal(ProposalId id) {
        return find(id).orElseThrow(() -> Refused.because(GovernanceRefusal.PROPOSAL_UNKNOWN, "proposal", id));
    }

    /** Adds a proposal, which is its proposer's latest from now on. */
    void add(Proposal proposal) {
        boolean first = latest(proposal.proposer()).isEmpty();
        session.save(Drawer.PROPOSAL, proposal, proposal.id());
        session.guard(Drawer.PROPOSAL, twoThirds(), proposal.id());
        session.save(
                Drawer.LATEST_PROPOSAL, new LatestProposal(proposal.proposer(), proposal.id()), proposal.proposer());
        if (first) {
            session.guard(Drawer.LATEST_PROPOSAL, twoThirds(), proposal.proposer());
        }
    }

    void save(Proposal proposal) {
        session.save(Drawer.PROPOSAL, proposal, proposal.id());
    }

    Optional<LatestProposal> latest(OrgId proposer) {
        return session.find(Drawer.LATEST_PROPOSAL, LatestProposal.class, proposer);
    }

    /** The ballots of a proposal, each by its key; none before its vote is opened. */
    List<Ballot> ballots(Proposal proposal) {
        return proposal.electorate().stream()
                .flatMap(electorate -> electorate.seats().stream()
                        .map(Proposal.Seat::organisation)
                        .filter(voter -> !electorate.recused().contains(voter)))
                .map(voter -> session.find(Drawer.BALLOT, Ballot.class, proposal.id(), voter)
                        .orElseThrow())
                .toList();
    }

    /** Makes a ballot that only its organisation can fill, with half of the others. */
    void makeEmpty(ProposalId proposal, OrgId voter) {
        save(new Ballot(proposal, voter, Optional.empty(), Optional.empty(), Optional.empty()));
        byte[] policy = KeyPolicies.ownerAndOthers(voter, tx.charter().membership());
        session.guard(Drawer.BALLOT, policy, proposal, voter);
    }

    void save(Ballot ballot) {
        session.save(Drawer.BALLOT, ballot, ballot.proposal(), ballot.organisation());
    }

    Optional<GovernedParameters> parameters() {
        return session.find(Drawer.PARAMETERS, GovernedParameters.class);
    }

    void save(GovernedParameters parameters) {
        boolean first = parameters().isEmpty();
        session.save(Drawer.PARAMETERS, parameters);
        if (first) {
            session.guard(Drawer.PARAMETERS, twoThirds());
        }
    }

    private byte[] twoThirds() {
        return KeyPolicies.twoThirds(tx.charter().membership());
    }
}
