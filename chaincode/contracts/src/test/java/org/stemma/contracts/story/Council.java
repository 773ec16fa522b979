package org.stemma.contracts.story;

import java.util.List;
import java.util.Optional;
import org.stemma.api.Codec;
import org.stemma.api.ProposalId;
import org.stemma.api.governance.Action;
import org.stemma.api.governance.Ballot;
import org.stemma.api.governance.GovernanceCommand;
import org.stemma.api.governance.Inspection;
import org.stemma.api.governance.Proposal;
import org.stemma.contracts.testing.TestIdentity;
import org.stemma.contracts.testing.TestNetwork;

/** The council at work: each step waits for the time at which it may be taken. */
public final class Council {
    public static final List<TestIdentity> ALL =
            List.of(Story.ARCHIVE_COUNCIL, Story.LAB_COUNCIL, Story.STUDIO_COUNCIL);

    /** Something to decide that does nothing to what tests look at. */
    private static final Action ANY = new Action.SetParameter("behindSeconds", 60, 61, 0);

    private final Story story;

    public Council(Story story) {
        this.story = story;
    }

    public Story story() {
        return story;
    }

    public TestNetwork network() {
        return story.network();
    }

    public GovernanceCommand.Propose proposal(Proposal.Mode mode, Action... actions) {
        List<Action> asked = actions.length == 0 ? List.of(ANY) : List.of(actions);
        return new GovernanceCommand.Propose(story.request(), "A proposal", Optional.empty(), mode, asked);
    }

    public ProposalId propose(TestIdentity by, Action... actions) {
        return propose(by, Proposal.Mode.FINAL, actions);
    }

    public ProposalId propose(TestIdentity by, Proposal.Mode mode, Action... actions) {
        return new ProposalId(network()
                .submit(by, "governance:propose", proposal(mode, actions))
                .id());
    }

    /** What a proposal is now. */
    public Inspection.View view(ProposalId proposal) {
        String question = Codec.encode(new Inspection.Question(List.of(proposal)));
        String answer = network().endorse(Story.STUDIO_AUDITOR, "governance:inspect", question).answer;
        return Codec.decode(answer, Inspection.class).proposals().get(0);
    }

    public Inspection.Status status(ProposalId proposal) {
        return view(proposal).status();
    }

    /** Waits until the epochs before a time are closed. */
    public void settle(java.time.Instant time) {
        java.time.Instant closable =
                story.charter().closableFrom(story.charter().epochOf(time) - 1);
        if (closable.isAfter(network().now())) {
            story.passUntil(closable);
        }
    }

    /** Waits until the vote can be opened, and opens it. */
    public void open(ProposalId proposal) {
        settle(view(proposal).timeline().opens());
        network().submit(Story.LAB_CASHIER, "governance:openVote", openVote(proposal));
    }

    public GovernanceCommand.OpenVote openVote(ProposalId proposal) {
        return new GovernanceCommand.OpenVote(story.request(), proposal);
    }

    public GovernanceCommand.Vote ballot(ProposalId proposal, Ballot.Choice choice) {
        return new GovernanceCommand.Vote(story.request(), proposal, choice);
    }

    public void vote(TestIdentity by, ProposalId proposal, Ballot.Choice choice) {
        network().submit(by, "governance:vote", ballot(proposal, choice));
    }

    /** Opens the vote and votes for it until it is decided. */
    public void pass(ProposalId proposal) {
        open(proposal);
        for (TestIdentity member : ALL) {
            boolean mayVote = view(proposal).ballots().stream()
                    .anyMatch(ballot -> ballot.organisation().value().equals(member.organisation()));
            if (mayVote && status(proposal) == Inspection.Status.ACTIVE) {
                vote(member, proposal, Ballot.Choice.FOR);
            }
        }
    }

    public GovernanceCommand.Queue queueing(ProposalId proposal) {
        return new GovernanceCommand.Queue(story.request(), proposal);
    }

    public void queue(ProposalId proposal) {
        network().submit(Story.STUDIO_BUYER, "governance:queue", queueing(proposal));
    }

    /** Queues a proposal that has passed, and waits until it may be executed. */
    public void ready(ProposalId proposal) {
        queue(proposal);
        story.passUntil(view(proposal).timeline().ready().orElseThrow());
    }

    public GovernanceCommand.Execute execution(ProposalId proposal) {
        return new GovernanceCommand.Execute(story.request(), proposal);
    }

    public void execute(ProposalId proposal) {
        network().submit(Story.LAB_METER, "governance:execute", execution(proposal));
    }

    /** Takes actions through all steps. */
    public ProposalId carry(TestIdentity by, Action... actions) {
        ProposalId proposal = propose(by, actions);
        pass(proposal);
        ready(proposal);
        execute(proposal);
        return proposal;
    }
}
