package org.stemma.contracts.governance;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.stemma.api.Digest;
import org.stemma.api.OrgId;
import org.stemma.api.ProposalId;
import org.stemma.api.Text;
import org.stemma.api.governance.Action;
import org.stemma.api.governance.Ballot;
import org.stemma.api.governance.GovernanceCommand;
import org.stemma.api.governance.GovernanceEvent;
import org.stemma.api.governance.Inspection;
import org.stemma.contracts.account.Accounts;
import org.stemma.contracts.kernel.Tx;
import org.stemma.governance.Voter;
import org.stemma.governance.proposal.Draft;
import org.stemma.governance.proposal.Execution;
import org.stemma.governance.proposal.LedgerTime;
import org.stemma.governance.proposal.Proposal;
import org.stemma.governance.proposal.ProposalRules;
import org.stemma.governance.proposal.Timeline;
import org.stemma.governance.vote.Electorate;

/** Proposals from facts of the ledger to the law's decisions, and back onto the ledger. */
final class Proposals {
    private final Tx tx;
    private final GovernanceBook book;

    Proposals(Tx tx) {
        this.tx = tx;
        this.book = new GovernanceBook(tx);
    }

    void propose(ProposalId id, GovernanceCommand.Propose command) {
        String title = Text.label("title", command.title());
        command.reasons().ifPresent(reasons -> Text.label("reasons.uri", reasons.uri()));
        Draft draft = new Draft(
                new org.stemma.governance.proposal.ProposalId(id.value()),
                caller(),
                command.actions().stream().map(Mapping::action).toList());
        LedgerFacts known = LedgerFacts.about(tx, command.actions());
        Proposal proposal = Law.ask(() -> ProposalRules.propose(
                draft,
                new CouncilParameters(tx).procedure(command.mode()),
                book.latest(tx.caller().organisation()).map(latest -> load(latest.proposal())),
                Electorate.oneSeatEach(tx.now(), members(), List.of()),
                known.interested(),
                known.facts(),
                tx.now()));
        command.actions().forEach(this::mustBePayable);
        book.add(record(id, title, command, proposal));
        tx.tell(new GovernanceEvent.Proposed(
                id, tx.caller().organisation(), title, Timeline.of(proposal).opens()));
    }

    /** What the treasury pays must be claimable: no amount is finer than its currency. */
    private void mustBePayable(Action action) {
        if (action instanceof Action.PayFromTreasury pay) {
            new Accounts(tx).mustBePayable(pay.amount());
        }
    }

    private org.stemma.api.governance.Proposal record(
            ProposalId id, String title, GovernanceCommand.Propose command, Proposal proposal) {
        return new org.stemma.api.governance.Proposal(
                id,
                title,
                command.reasons(),
                tx.caller().organisation(),
                command.actions(),
                Mapping.procedure(proposal.procedure()),
                proposal.proposedAt(),
                Optional.empty(),
                Mapping.milestones(proposal.milestones()),
                command.digest());
    }

    /**
     * Opens the vote. The electorate is that of the end of the voting delay: today's members, since members can't change
     * yet.
     */
    void open(ProposalId id) {
        Proposal proposal = load(id);
        Instant snapshot = Timeline.of(proposal).opens();
        List<Voter> interested =
                LedgerFacts.about(tx, book.proposal(id).actions()).interested();
        Electorate electorate = Electorate.oneSeatEach(snapshot, members(), interested);
        Proposal opened = Law.ask(() -> ProposalRules.open(proposal, electorate, time()));
        save(id, opened);
        tx.charter().membership().organisations().stream()
                .filter(organisation -> !electorate.isRecused(Mapping.voter(organisation)))
                .forEach(organisation -> book.makeEmpty(id, organisation));
        tx.tell(new GovernanceEvent.VoteOpened(
                id, electorate.seats().size(), Timeline.of(opened).closes()));
    }

    void vote(ProposalId id, Ballot.Choice choice) {
        Proposal proposal = load(id);
        book.save(Mapping.ballot(
                id, Law.ask(() -> ProposalRules.cast(proposal, caller(), Mapping.choice(choice), tx.now()))));
        tx.tell(new GovernanceEvent.Voted(id, tx.caller().organisation(), choice));
    }

    void queue(ProposalId id) {
        Proposal proposal = load(id);
        Proposal queued = Law.ask(() -> ProposalRules.queue(proposal, time()));
        save(id, queued);
        Timeline timeline = Timeline.of(queued);
        tx.tell(new GovernanceEvent.Queued(
                id, timeline.ready().orElseThrow(), timeline.expires().orElseThrow()));
    }

    void execute(ProposalId id) {
        Proposal proposal = load(id);
        LedgerFacts known = LedgerFacts.about(tx, book.proposal(id).actions());
        Execution execution = Law.ask(() -> ProposalRules.execute(proposal, known.facts(), tx.now()));
        save(id, execution.proposal());
        tx.tell(new GovernanceEvent.Executed(id));
        new Enactment(tx, id).write(execution.effects());
    }

    void cancel(ProposalId id) {
        Proposal proposal = load(id);
        save(id, Law.ask(() -> ProposalRules.cancel(proposal, caller(), tx.now())));
        tx.tell(new GovernanceEvent.Cancelled(id));
    }

    void veto(ProposalId id) {
        Proposal proposal = load(id);
        save(id, Law.ask(() -> ProposalRules.veto(proposal, caller(), tx.now())));
        tx.tell(new GovernanceEvent.Vetoed(id, tx.caller().organisation()));
    }

    /** What a proposal is now. */
    Inspection.View view(ProposalId id) {
        Proposal proposal = load(id);
        Timeline timeline = Timeline.of(proposal);
        return new Inspection.View(
                id,
                Inspection.Status.valueOf(
                        ProposalRules.status(proposal, tx.now()).name()),
                ProposalRules.occupiesSlot(proposal, tx.now()),
                new Inspection.Timeline(
                        timeline.opens(),
                        timeline.scheduledClose(),
                        timeline.closes(),
                        timeline.decidedEarly(),
                        timeline.queueBy(),
                        timeline.ready(),
                        timeline.expires()),
                tally(proposal),
                book.ballots(book.proposal(id)));
    }

    private static Optional<Inspection.Tally> tally(Proposal proposal) {
        return proposal.tally()
                .map(tally -> new Inspection.Tally(
                        tally.forWeight(),
                        tally.againstWeight(),
                        tally.abstainWeight(),
                        tally.silentWeight(),
                        tally.recusedWeight(),
                        tally.hasQuorum(proposal.procedure().quorum()),
                        tally.hasSupport(proposal.procedure().support())));
    }

    private Proposal load(ProposalId id) {
        org.stemma.api.governance.Proposal record = book.proposal(id);
        return Mapping.proposal(record, book.ballots(record));
    }

    private void save(ProposalId id, Proposal proposal) {
        org.stemma.api.governance.Proposal before = book.proposal(id);
        Digest command = before.command();
        book.save(new org.stemma.api.governance.Proposal(
                id,
                before.title(),
                before.reasons(),
                before.proposer(),
                before.actions(),
                before.procedure(),
                before.proposedAt(),
                proposal.electorate().map(Mapping::electorate),
                Mapping.milestones(proposal.milestones()),
                command));
    }

    private Voter caller() {
        return Mapping.voter(tx.caller().organisation());
    }

    private List<Voter> members() {
        List<OrgId> organisations = tx.charter().membership().organisations();
        return organisations.stream().map(Mapping::voter).toList();
    }

    private LedgerTime time() {
        return new LedgerTime(tx.now(), tx.settledUntil());
    }
}
