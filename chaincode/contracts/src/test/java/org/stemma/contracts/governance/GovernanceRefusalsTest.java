package org.stemma.contracts.governance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.stemma.contracts.story.Story.ARCHIVE_COUNCIL;
import static org.stemma.contracts.story.Story.LAB_COUNCIL;
import static org.stemma.contracts.story.Story.STUDIO_COUNCIL;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.stemma.api.AssetId;
import org.stemma.api.Drawer;
import org.stemma.api.Money;
import org.stemma.api.PartyId;
import org.stemma.api.ProposalId;
import org.stemma.api.WalletId;
import org.stemma.api.account.AccountRefusal;
import org.stemma.api.governance.Action;
import org.stemma.api.governance.Ballot;
import org.stemma.api.governance.GovernanceCommand;
import org.stemma.api.governance.GovernanceRefusal;
import org.stemma.api.governance.GovernedParameters;
import org.stemma.api.governance.Inspection;
import org.stemma.api.governance.Proposal;
import org.stemma.api.member.MemberRefusal;
import org.stemma.contracts.testing.TestIdentity;
import org.stemma.contracts.testing.TestNetwork;

final class GovernanceRefusalsTest extends CouncilTest {
    private static final Ballot.Choice FOR = Ballot.Choice.FOR;

    /** The room's own reasons; all others are the law's. */
    private static final Set<GovernanceRefusal> OWN = Set.of(GovernanceRefusal.PROPOSAL_UNKNOWN);

    @Test
    void the_rooms_refusals_are_those_of_the_law_one_to_one() {
        Set<String> law = Arrays.stream(org.stemma.governance.GovernanceRefusal.values())
                .map(one -> one.name() + " " + one.code() + " " + one.category().name() + " " + one.sentence())
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> room = Arrays.stream(GovernanceRefusal.values())
                .filter(one -> !OWN.contains(one))
                .map(one -> one.name() + " " + one.code() + " " + one.category().name() + " " + one.sentence())
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(law, room);
    }

    private void vote(GovernanceRefusal reason, TestIdentity by, ProposalId proposal) {
        refused(reason, by, "governance:vote", council.ballot(proposal, FOR));
    }

    private void open(GovernanceRefusal reason, ProposalId proposal) {
        refused(reason, LAB_COUNCIL, "governance:openVote", council.openVote(proposal));
    }

    private void queue(GovernanceRefusal reason, ProposalId proposal) {
        refused(reason, LAB_COUNCIL, "governance:queue", council.queueing(proposal));
    }

    private void execute(GovernanceRefusal reason, ProposalId proposal) {
        refused(reason, LAB_COUNCIL, "governance:execute", council.execution(proposal));
    }

    private void cancel(GovernanceRefusal reason, TestIdentity by, ProposalId proposal) {
        refused(reason, by, "governance:cancel", new GovernanceCommand.Cancel(story.request(), proposal));
    }

    private void veto(GovernanceRefusal reason, TestIdentity by, ProposalId proposal) {
        refused(reason, by, "governance:veto", new GovernanceCommand.Veto(story.request(), proposal));
    }

    private ProposalId opened() {
        ProposalId proposal = council.propose(LAB_COUNCIL);
        council.open(proposal);
        return proposal;
    }

    private ProposalId passed(Action... actions) {
        ProposalId proposal = council.propose(LAB_COUNCIL, actions);
        council.pass(proposal);
        return proposal;
    }

    private ProposalId ready(Action... actions) {
        ProposalId proposal = passed(actions);
        council.ready(proposal);
        return proposal;
    }

    @Test
    void proposal_unknown() {
        ProposalId none = new ProposalId("prp_0");
        vote(GovernanceRefusal.PROPOSAL_UNKNOWN, LAB_COUNCIL, none);
        open(GovernanceRefusal.PROPOSAL_UNKNOWN, none);
        execute(GovernanceRefusal.PROPOSAL_UNKNOWN, none);
        refused(
                GovernanceRefusal.PROPOSAL_UNKNOWN,
                LAB_COUNCIL,
                "governance:inspect",
                new Inspection.Question(List.of(none)));
    }

    /** A member that joined after the snapshot has no seat. */
    @Test
    void no_seat() {
        ProposalId id = opened();
        Proposal record = network.find(Drawer.PROPOSAL, Proposal.class, id).orElseThrow();
        Proposal.Electorate before = record.electorate().orElseThrow();
        Proposal.Electorate without = new Proposal.Electorate(
                before.snapshot(),
                before.seats().stream()
                        .filter(seat -> !seat.organisation().value().equals(TestNetwork.STUDIO))
                        .toList(),
                before.recused());
        network.put(
                Drawer.PROPOSAL,
                new Proposal(
                        id,
                        record.title(),
                        record.reasons(),
                        record.proposer(),
                        record.actions(),
                        record.procedure(),
                        record.proposedAt(),
                        Optional.of(without),
                        record.milestones(),
                        record.command()),
                id);
        vote(GovernanceRefusal.NO_SEAT, STUDIO_COUNCIL, id);
    }

    /** With the highest threshold, one fifth, the sixth of six members may not propose alone. */
    @Test
    void below_proposal_threshold() {
        TestNetwork six = new TestNetwork();
        String founders = IntStream.rangeClosed(1, 5)
                .mapToObj(i -> "{\"id\":\"A" + i + "MSP\",\"name\":\"A\"},")
                .collect(Collectors.joining());
        six.submit(
                TestIdentity.of(TestNetwork.LAB, "admin", "admin"),
                "kernel:genesis",
                "{\"organisations\":[" + founders
                        + "{\"id\":\"LabMSP\",\"name\":\"Lab\"}],\"profile\":\"demo\",\"request\":\"genesis\",\"v\":1}");
        org.stemma.api.Command command = council.proposal(Proposal.Mode.FINAL);
        assertEquals(Optional.empty(), six.refusal(LAB_COUNCIL, "governance:propose", command));
        six.put(Drawer.PARAMETERS, Mapping.parameters(first().change(threshold(), 200_000, 2, 1)));
        six.pass(Duration.ofSeconds(20));
        assertEquals(
                Optional.of(GovernanceRefusal.BELOW_PROPOSAL_THRESHOLD.code()),
                six.refusal(LAB_COUNCIL, "governance:propose", command));
    }

    private static org.stemma.governance.parameter.GovernedParameter threshold() {
        return org.stemma.governance.parameter.GovernedParameter.PROPOSAL_THRESHOLD;
    }

    private org.stemma.governance.parameter.Parameters first() {
        return CharterRulesTest.demo(story.charter());
    }

    @Test
    void live_proposal() {
        ProposalId first = council.propose(LAB_COUNCIL);
        unproposable(GovernanceRefusal.LIVE_PROPOSAL, set("quorum", 500_000, 600_000));
        accepted(ARCHIVE_COUNCIL, "governance:propose", council.proposal(Proposal.Mode.FINAL));
        network.submit(LAB_COUNCIL, "governance:cancel", new GovernanceCommand.Cancel(story.request(), first));
        // Who cancels waits until its vote would have closed.
        unproposable(GovernanceRefusal.LIVE_PROPOSAL, set("quorum", 500_000, 600_000));
        story.passUntil(council.view(first).timeline().scheduledClose());
        accepted(LAB_COUNCIL, "governance:propose", council.proposal(Proposal.Mode.FINAL));
    }

    @Test
    void no_actions() {
        unproposable(GovernanceRefusal.NO_ACTIONS);
    }

    @Test
    void too_many_actions() {
        unproposable(
                GovernanceRefusal.TOO_MANY_ACTIONS,
                IntStream.range(0, 9)
                        .mapToObj(i -> set("quorum", 500_000, 600_000 + i))
                        .toArray(Action[]::new));
    }

    @Test
    void target_twice() {
        unproposable(GovernanceRefusal.TARGET_TWICE, set("quorum", 500_000, 600_000), set("quorum", 600_000, 650_000));
        unproposable(GovernanceRefusal.TARGET_TWICE, pay(studio, "1"), pay(studio, "2"));
    }

    @Test
    void interests_mixed() {
        unproposable(GovernanceRefusal.INTERESTS_MIXED, hold(data), hold("0", "1"));
        accepted(
                LAB_COUNCIL,
                "governance:propose",
                council.proposal(Proposal.Mode.FINAL, hold("0", "1"), pay(studio, "1")));
    }

    @Test
    void nothing_changes() {
        unproposable(GovernanceRefusal.NOTHING_CHANGES, set("quorum", 500_000, 500_000));
        unproposable(GovernanceRefusal.NOTHING_CHANGES, hold("0", "0"));
    }

    @Test
    void amount_not_positive() {
        unproposable(GovernanceRefusal.AMOUNT_NOT_POSITIVE, pay(studio, "0"));
        unproposable(GovernanceRefusal.AMOUNT_NOT_POSITIVE, pay(studio, "-1"));
        unproposable(MemberRefusal.PARTY_UNKNOWN, pay(new PartyId("prt_0"), "1"));
    }

    @Test
    void hold_negative() {
        unproposable(GovernanceRefusal.HOLD_NEGATIVE, hold("0", "-1"));
        unproposable(AccountRefusal.CURRENCY_MISMATCH, new Action.OrderAccount(wallet, NONE, Money.of("EUR", "1")));
    }

    @Test
    void subject_unknown() {
        unproposable(GovernanceRefusal.SUBJECT_UNKNOWN, hold(new AssetId("ast_0")));
        unproposable(
                GovernanceRefusal.SUBJECT_UNKNOWN,
                new Action.OrderAccount(new WalletId("wal_0"), NONE, Money.of("XTS", "1")));
        unproposable(GovernanceRefusal.SUBJECT_UNKNOWN, new Action.PayFromTreasury(studio, Money.of("EUR", "1")));
    }

    @Test
    void before_changed() {
        unproposable(GovernanceRefusal.BEFORE_CHANGED, set("quorum", 400_000, 600_000));
        unproposable(GovernanceRefusal.BEFORE_CHANGED, hold("1", "2"));
        ProposalId late = council.propose(LAB_COUNCIL, hold("0", "5"));
        ProposalId soon = council.propose(ARCHIVE_COUNCIL, hold("0", "7"));
        council.pass(late);
        council.pass(soon);
        council.ready(soon);
        council.execute(soon);
        council.ready(late);
        execute(GovernanceRefusal.BEFORE_CHANGED, late);
    }

    @Test
    void funds_missing() {
        execute(GovernanceRefusal.FUNDS_MISSING, ready(pay(studio, "1")));
    }

    @Test
    void spend_cap_exceeded() {
        endow("100");
        ProposalId tooMuch = ready(pay(studio, "10.000000001"));
        execute(GovernanceRefusal.SPEND_CAP_EXCEEDED, tooMuch);
    }

    @Test
    void parameter_unknown() {
        unproposable(GovernanceRefusal.PARAMETER_UNKNOWN, set("quorums", 1, 2));
    }

    @Test
    void parameter_fixed() {
        unproposable(GovernanceRefusal.PARAMETER_FIXED, set("epochSeconds", 5, 6));
    }

    @Test
    void out_of_bounds() {
        unproposable(GovernanceRefusal.OUT_OF_BOUNDS, set("quorum", 500_000, 666_667));
    }

    @Test
    void grace_too_short() {
        unproposable(GovernanceRefusal.GRACE_TOO_SHORT, set("graceSeconds", 6, 3));
        unproposable(GovernanceRefusal.GRACE_TOO_SHORT, set("aheadSeconds", 2, 4));
    }

    /** A period that has begun until a proposal is executed is no reason to refuse it: it holds from the next one. */
    @Test
    void period_begun() {
        ProposalId proposal =
                council.propose(LAB_COUNCIL, new Action.SetParameter("quorum", 500_000, 600_000, story.period() + 1));
        council.pass(proposal);
        council.ready(proposal);
        long begun = story.period();
        council.execute(proposal);
        GovernedParameters parameters =
                network.find(Drawer.PARAMETERS, GovernedParameters.class).orElseThrow();
        assertEquals(
                List.of(new GovernedParameters.Version(0, 500_000), new GovernedParameters.Version(begun + 1, 600_000)),
                parameters.parameters().stream()
                        .filter(one -> one.name().equals("quorum"))
                        .findFirst()
                        .orElseThrow()
                        .versions());
    }

    @Test
    void period_too_far() {
        unproposable(
                GovernanceRefusal.PERIOD_TOO_FAR,
                new Action.SetParameter("quorum", 500_000, 600_000, story.period() + 401));
    }

    @Test
    void too_many_versions() {
        GovernedParameters full = new GovernedParameters(Mapping.parameters(first()).parameters().stream()
                .map(one -> one.name().equals("quorum") ? full() : one)
                .toList());
        network.put(Drawer.PARAMETERS, full);
        unproposable(GovernanceRefusal.TOO_MANY_VERSIONS, set("quorum", 500_999, 600_000));
    }

    private GovernedParameters.Parameter full() {
        long first = story.period() - 999;
        return new GovernedParameters.Parameter(
                "quorum",
                LongStream.range(0, 1000)
                        .mapToObj(i -> new GovernedParameters.Version(first + i, 500_000 + i))
                        .toList());
    }

    @Test
    void vote_not_begun() {
        ProposalId proposal = council.propose(LAB_COUNCIL);
        open(GovernanceRefusal.VOTE_NOT_BEGUN, proposal);
        vote(GovernanceRefusal.VOTE_NOT_BEGUN, ARCHIVE_COUNCIL, proposal);
    }

    @Test
    void vote_not_opened() {
        ProposalId proposal = council.propose(LAB_COUNCIL);
        council.settle(council.view(proposal).timeline().opens());
        vote(GovernanceRefusal.VOTE_NOT_OPENED, ARCHIVE_COUNCIL, proposal);
    }

    @Test
    void vote_opened() {
        open(GovernanceRefusal.VOTE_OPENED, opened());
    }

    @Test
    void vote_closed() {
        ProposalId proposal = opened();
        ProposalId never = council.propose(ARCHIVE_COUNCIL);
        story.passUntil(council.view(proposal).timeline().closes());
        vote(GovernanceRefusal.VOTE_CLOSED, ARCHIVE_COUNCIL, proposal);
        story.passUntil(council.view(never).timeline().closes());
        open(GovernanceRefusal.VOTE_CLOSED, never);
        assertEquals(Inspection.Status.DEFEATED, council.status(never));
    }

    /** No caller names a snapshot: the room takes that of the law. */
    @Test
    void snapshot_mismatch() {
        ProposalId proposal = opened();
        Instant opens = council.view(proposal).timeline().opens();
        assertEquals(
                Optional.of(opens),
                network.find(Drawer.PROPOSAL, Proposal.class, proposal)
                        .orElseThrow()
                        .electorate()
                        .map(Proposal.Electorate::snapshot));
    }

    @Test
    void recused() {
        for (Action action : List.of(hold(data), pay(library, "1"))) {
            ProposalId proposal =
                    council.propose(action instanceof Action.OrderAsset ? LAB_COUNCIL : STUDIO_COUNCIL, action);
            council.open(proposal);
            vote(GovernanceRefusal.RECUSED, ARCHIVE_COUNCIL, proposal);
        }
        ProposalId held = council.propose(ARCHIVE_COUNCIL, hold("0", "1"));
        council.open(held);
        vote(GovernanceRefusal.RECUSED, STUDIO_COUNCIL, held);
    }

    @Test
    void voted_already() {
        ProposalId last = opened();
        council.vote(LAB_COUNCIL, last, Ballot.Choice.AGAINST);
        vote(GovernanceRefusal.VOTED_ALREADY, LAB_COUNCIL, last);
        ProposalId replaceable = council.propose(ARCHIVE_COUNCIL, Proposal.Mode.REPLACEABLE);
        council.open(replaceable);
        council.vote(LAB_COUNCIL, replaceable, Ballot.Choice.AGAINST);
        council.vote(LAB_COUNCIL, replaceable, FOR);
    }

    @Test
    void epoch_open() {
        ProposalId proposal = council.propose(LAB_COUNCIL, Proposal.Mode.REPLACEABLE);
        Instant opens = council.view(proposal).timeline().opens();
        network.pass(Duration.between(network.now(), opens));
        open(GovernanceRefusal.EPOCH_OPEN, proposal);
        council.open(proposal);
        council.vote(LAB_COUNCIL, proposal, FOR);
        council.vote(ARCHIVE_COUNCIL, proposal, FOR);
        story.passUntil(council.view(proposal).timeline().closes());
        assertEquals(Inspection.Status.SUCCEEDED, council.status(proposal));
        // A ballot that was endorsed before the closing could still come.
        queue(GovernanceRefusal.EPOCH_OPEN, proposal);
    }

    @Test
    void not_proposer() {
        cancel(GovernanceRefusal.NOT_PROPOSER, ARCHIVE_COUNCIL, council.propose(LAB_COUNCIL));
    }

    @Test
    void not_pending() {
        cancel(GovernanceRefusal.NOT_PENDING, LAB_COUNCIL, opened());
    }

    @Test
    void not_succeeded() {
        ProposalId proposal = opened();
        queue(GovernanceRefusal.NOT_SUCCEEDED, proposal);
        council.vote(LAB_COUNCIL, proposal, Ballot.Choice.AGAINST);
        council.vote(STUDIO_COUNCIL, proposal, Ballot.Choice.ABSTAIN);
        council.settle(council.view(proposal).timeline().closes());
        queue(GovernanceRefusal.NOT_SUCCEEDED, proposal);
    }

    @Test
    void not_guardian() {
        ProposalId proposal = passed();
        council.queue(proposal);
        veto(GovernanceRefusal.NOT_GUARDIAN, LAB_COUNCIL, proposal);
    }

    @Test
    void not_queued() {
        ProposalId proposal = passed();
        execute(GovernanceRefusal.NOT_QUEUED, proposal);
        veto(GovernanceRefusal.NOT_QUEUED, ARCHIVE_COUNCIL, proposal);
        council.ready(proposal);
        veto(GovernanceRefusal.NOT_QUEUED, ARCHIVE_COUNCIL, proposal);
    }

    @Test
    void timelock_running() {
        ProposalId proposal = passed();
        council.queue(proposal);
        execute(GovernanceRefusal.TIMELOCK_RUNNING, proposal);
        network.submit(ARCHIVE_COUNCIL, "governance:veto", new GovernanceCommand.Veto(story.request(), proposal));
        story.passUntil(council.view(proposal).timeline().ready().orElseThrow());
        execute(GovernanceRefusal.NOT_QUEUED, proposal);
    }

    @Test
    void lapsed() {
        ProposalId unqueued = passed();
        ProposalId unexecuted = council.propose(ARCHIVE_COUNCIL);
        council.pass(unexecuted);
        council.queue(unexecuted);
        story.passUntil(council.view(unqueued).timeline().queueBy());
        queue(GovernanceRefusal.LAPSED, unqueued);
        story.passUntil(council.view(unexecuted).timeline().expires().orElseThrow());
        execute(GovernanceRefusal.LAPSED, unexecuted);
    }

    @Test
    void executed_already() {
        ProposalId proposal = ready(hold("0", "5"));
        council.execute(proposal);
        execute(GovernanceRefusal.EXECUTED_ALREADY, proposal);
    }
}
