package org.stemma.it;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.stemma.api.Codec;
import org.stemma.api.ProposalId;
import org.stemma.api.governance.Action;
import org.stemma.api.governance.Ballot;
import org.stemma.api.governance.GovernanceCommand;
import org.stemma.api.governance.Inspection;
import org.stemma.api.governance.Proposal;

/** The members' council, as those of its members use it whose peers are there. */
final class Council {
    static final Chaincode.User LAB = new Chaincode.User("LabMSP", "council");
    static final Chaincode.User ARCHIVE = new Chaincode.User("ArchiveMSP", "council");

    private static final Instant NEVER = Instant.MAX;

    private final Chaincode ledger;

    Council(Chaincode ledger) {
        this.ledger = ledger;
    }

    ProposalId propose(Chaincode.User by, Action action) {
        GovernanceCommand.Propose proposal = new GovernanceCommand.Propose(
                Chaincode.request(), "A proposal", Optional.empty(), Proposal.Mode.FINAL, List.of(action));
        return new ProposalId(ledger.run(by, "governance:propose", proposal).id());
    }

    /** Waits for the end of the voting delay and opens the vote. */
    void open(ProposalId proposal) throws InterruptedException {
        Market.closeEpochOf(ledger, view(proposal).timeline().opens().minusMillis(1));
        ledger.run(LAB, "governance:openVote", new GovernanceCommand.OpenVote(Chaincode.request(), proposal));
    }

    void voteFor(Chaincode.User by, ProposalId proposal) {
        ledger.run(
                by, "governance:vote", new GovernanceCommand.Vote(Chaincode.request(), proposal, Ballot.Choice.FOR));
    }

    /** Queues what has passed, waits until the timelock is over, and does it. */
    void enact(ProposalId proposal) throws InterruptedException {
        ledger.run(LAB, "governance:queue", new GovernanceCommand.Queue(Chaincode.request(), proposal));
        Instant ready = view(proposal).timeline().ready().orElse(NEVER);
        while (Instant.now().isBefore(ready)) {
            Thread.sleep(100);
        }
        ledger.run(LAB, "governance:execute", new GovernanceCommand.Execute(Chaincode.request(), proposal));
    }

    private Inspection.View view(ProposalId proposal) {
        Inspection.Question question = new Inspection.Question(List.of(proposal));
        String answer = ledger.ask(LAB, "governance:inspect", Codec.encode(question));
        return Codec.decode(answer, Inspection.class).proposals().get(0);
    }
}
