package org.stemma.contracts.governance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.stemma.contracts.story.Story.ARCHIVE_COUNCIL;
import static org.stemma.contracts.story.Story.LAB_COUNCIL;
import static org.stemma.contracts.story.Story.STUDIO_COUNCIL;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.stemma.api.Codec;
import org.stemma.api.Document;
import org.stemma.api.Drawer;
import org.stemma.api.OrgId;
import org.stemma.api.Ppm;
import org.stemma.api.ProposalId;
import org.stemma.api.account.Treasury;
import org.stemma.api.governance.Action;
import org.stemma.api.governance.Ballot;
import org.stemma.api.governance.GovernanceCommand;
import org.stemma.api.governance.GovernanceRefusal;
import org.stemma.api.governance.Inspection;
import org.stemma.api.governance.Inspection.Status;
import org.stemma.api.governance.ParameterTable;
import org.stemma.api.governance.Proposal;
import org.stemma.api.kernel.Charter;
import org.stemma.api.kernel.KernelRefusal;
import org.stemma.api.kernel.Order;
import org.stemma.contracts.kernel.KeyPolicies;
import org.stemma.contracts.story.Council;
import org.stemma.contracts.story.Story;
import org.stemma.contracts.testing.MemoryLedger.Code;
import org.stemma.contracts.testing.MemoryLedger.Endorsed;
import org.stemma.contracts.testing.TestIdentity;
import org.stemma.contracts.testing.TestNetwork;

/** The council decides, and what it decided holds. */
final class GovernanceTest extends CouncilTest {
    private Endorsed endorse(TestIdentity by, String function, Document command) {
        return network.endorse(by, function, Codec.encode(command));
    }

    private Endorsed vote(TestIdentity by, ProposalId proposal, Ballot.Choice choice) {
        return endorse(by, "governance:vote", council.ballot(proposal, choice));
    }

    @Test
    void a_proposal_goes_from_pending_to_executed_and_its_status_is_derived() {
        ProposalId proposal = council.propose(LAB_COUNCIL, set("treasuryFee", 50_000, 100_000));
        assertEquals(Status.PENDING, council.status(proposal));
        council.open(proposal);
        assertEquals(Status.ACTIVE, council.status(proposal));
        council.vote(ARCHIVE_COUNCIL, proposal, Ballot.Choice.FOR);
        council.vote(LAB_COUNCIL, proposal, Ballot.Choice.FOR);
        assertEquals(Status.SUCCEEDED, council.status(proposal));
        council.queue(proposal);
        assertEquals(Status.QUEUED, council.status(proposal));
        Inspection.View queued = council.view(proposal);
        assertEquals(
                new Inspection.Tally(2, 0, 0, 1, 0, true, true), queued.tally().orElseThrow());
        story.passUntil(queued.timeline().ready().orElseThrow());
        assertEquals(Status.READY, council.status(proposal));
        long period = story.period();
        council.execute(proposal);
        assertEquals(Status.EXECUTED, council.status(proposal));
        Charter charter = story.charter();
        assertEquals(new Ppm(50_000), charter.rulesFor(period).treasuryFee());
        assertEquals(new Ppm(100_000), charter.rulesFor(period + 1).treasuryFee());
        ParameterTable table = table();
        ParameterTable.Row fee = table.parameters().stream()
                .filter(row -> row.name().equals("treasuryFee"))
                .findFirst()
                .orElseThrow();
        assertEquals(50_000, fee.value());
        assertEquals(
                List.of(0L, period + 1),
                fee.versions().stream().map(version -> version.fromPeriod()).toList());
        String stored = network.ledger().get(Drawer.PROPOSAL.key(proposal)).orElseThrow();
        assertEquals(
                List.of(),
                List.of("status", "tally").stream().filter(stored::contains).toList());
    }

    private ParameterTable table() {
        String question = Codec.encode(new ParameterTable.Question());
        return Codec.decode(
                network.endorse(Story.STUDIO_AUDITOR, "governance:parameters", question).answer, ParameterTable.class);
    }

    @Test
    void a_longer_period_begins_where_one_begins_and_renumbers_nothing() {
        long period = story.period();
        long first = story.charter().firstEpochOf(period + 20);
        council.carry(LAB_COUNCIL, new Action.SetParameter("epochsPerPeriod", 2, 3, period + 20));
        Charter charter = story.charter();
        assertEquals(first, charter.firstEpochOf(period + 20));
        assertEquals(first + 2, charter.lastEpochOf(period + 20));
        assertEquals(period + 19, charter.periodOf(first - 1));
        story.passUntil(charter.endOf(first + 2));
        assertEquals(period + 21, story.period());
        story.closePeriod();
    }

    @Test
    void limits_of_time_hold_for_the_times_of_their_own_period() {
        long period = story.period() + 20;
        council.carry(
                LAB_COUNCIL,
                new Action.SetParameter("graceSeconds", 6, 20, period),
                new Action.SetParameter("aheadSeconds", 2, 9, period));
        Instant begins = story.charter().endOf(story.charter().firstEpochOf(period) - 1);
        story.passUntil(begins.minusSeconds(5));
        Document command = council.proposal(Proposal.Mode.FINAL);
        assertEquals(Optional.of(KernelRefusal.TIME_AHEAD.code()), ahead(command, Duration.ofSeconds(3)));
        assertEquals(Optional.empty(), ahead(command, Duration.ofSeconds(9)));
        Instant closable = story.charter().closableFrom(story.charter().firstEpochOf(period));
        assertEquals(begins.plusSeconds(5 + 20), closable);
    }

    private Optional<String> ahead(Document command, Duration by) {
        try {
            Instant time = network.now().plus(by);
            network.endorse(ARCHIVE_COUNCIL, "governance:propose", Codec.encode(command), time);
            return Optional.empty();
        } catch (org.hyperledger.fabric.shim.ChaincodeException e) {
            String message = String.valueOf(e.getMessage());
            return Optional.of(message.substring(0, message.indexOf(' ')));
        }
    }

    @Test
    void what_is_the_councils_needs_two_thirds_of_the_members() {
        ProposalId proposal = council.carry(LAB_COUNCIL, set("treasuryFee", 50_000, 100_000), hold("0", "4"));
        for (byte[] policy : List.of(
                policy(Drawer.PROPOSAL, proposal),
                policy(Drawer.LATEST_PROPOSAL, TestNetwork.LAB),
                policy(Drawer.PARAMETERS),
                policy(Drawer.CHARTER),
                policy(Drawer.ORDER, "wallet", wallet))) {
            assertArrayEquals(twoThirds(), policy);
        }
        ProposalId next = council.propose(LAB_COUNCIL);
        GovernanceCommand.Cancel cancel = new GovernanceCommand.Cancel(story.request(), next);
        Endorsed alone = endorse(LAB_COUNCIL, "governance:cancel", cancel).by(TestNetwork.LAB);
        assertEquals(List.of(Code.ENDORSEMENT_POLICY_FAILURE), network.commit(alone));
    }

    @Test
    void nobody_casts_anothers_ballot() {
        ProposalId proposal = council.propose(LAB_COUNCIL);
        council.open(proposal);
        for (String member : List.of(TestNetwork.LAB, TestNetwork.ARCHIVE, TestNetwork.STUDIO)) {
            byte[] expected = KeyPolicies.ownerAndOthers(
                    new OrgId(member), story.charter().membership());
            assertArrayEquals(expected, policy(Drawer.BALLOT, proposal, member));
        }
        Endorsed forged = vote(STUDIO_COUNCIL, proposal, Ballot.Choice.FOR).by(TestNetwork.LAB, TestNetwork.ARCHIVE);
        assertEquals(List.of(Code.ENDORSEMENT_POLICY_FAILURE), network.commit(forged));
        Endorsed own = vote(STUDIO_COUNCIL, proposal, Ballot.Choice.FOR).by(TestNetwork.STUDIO, TestNetwork.LAB);
        assertEquals(List.of(Code.VALID), network.commit(own));
    }

    @Test
    void who_is_recused_has_no_ballot_and_its_seat_still_counts() {
        ProposalId proposal = council.propose(LAB_COUNCIL, hold(data));
        council.open(proposal);
        assertEquals(
                List.of(TestNetwork.LAB, TestNetwork.STUDIO),
                council.view(proposal).ballots().stream()
                        .map(ballot -> ballot.organisation().value())
                        .toList());
        council.vote(LAB_COUNCIL, proposal, Ballot.Choice.FOR);
        Inspection.Tally tally = council.view(proposal).tally().orElseThrow();
        assertEquals(new Inspection.Tally(1, 0, 0, 1, 1, false, true), tally);
    }

    /** A vote is endorsed in time, and kept back until the others are known. */
    @Test
    void a_vote_kept_in_the_drawer() {
        ProposalId proposal = council.propose(LAB_COUNCIL, Proposal.Mode.REPLACEABLE);
        council.open(proposal);
        Endorsed kept = vote(STUDIO_COUNCIL, proposal, Ballot.Choice.AGAINST);
        story.passUntil(council.view(proposal).timeline().closes());
        council.settle(council.view(proposal).timeline().closes());
        assertEquals(List.of(Code.MVCC_READ_CONFLICT), network.commit(kept));
    }

    @Test
    void timestamps_forged_by_the_client() {
        ProposalId proposal = council.propose(LAB_COUNCIL, Proposal.Mode.REPLACEABLE);
        council.open(proposal);
        Instant closes = council.view(proposal).timeline().closes();
        network.pass(Duration.between(network.now(), closes));
        GovernanceCommand.Vote late = council.ballot(proposal, Ballot.Choice.FOR);
        refused(GovernanceRefusal.VOTE_CLOSED, LAB_COUNCIL, "governance:vote", late);
        // A back-dated one is endorsed as long as its epoch is open, and counts as of then …
        Endorsed backdated =
                network.endorse(LAB_COUNCIL, "governance:vote", Codec.encode(late), closes.minusSeconds(1));
        assertEquals(List.of(Code.VALID), network.commit(backdated));
        // … and is not once it is closed: before that, nothing is counted.
        refused(GovernanceRefusal.NOT_SUCCEEDED, LAB_COUNCIL, "governance:queue", council.queueing(proposal));
        council.settle(closes);
        assertEquals(
                Optional.of(KernelRefusal.EPOCH_CLOSED.code()),
                back(STUDIO_COUNCIL, council.ballot(proposal, Ballot.Choice.FOR), closes.minusSeconds(1)));
    }

    private Optional<String> back(TestIdentity by, Document command, Instant time) {
        try {
            network.endorse(by, "governance:vote", Codec.encode(command), time);
            return Optional.empty();
        } catch (org.hyperledger.fabric.shim.ChaincodeException e) {
            String message = String.valueOf(e.getMessage());
            return Optional.of(message.substring(0, message.indexOf(' ')));
        }
    }

    @Test
    void two_votes_in_one_block_are_counted_one_after_the_other() {
        ProposalId proposal = council.propose(LAB_COUNCIL);
        council.open(proposal);
        Endorsed one = vote(ARCHIVE_COUNCIL, proposal, Ballot.Choice.FOR);
        Endorsed other = vote(STUDIO_COUNCIL, proposal, Ballot.Choice.FOR);
        assertEquals(List.of(Code.VALID, Code.MVCC_READ_CONFLICT), network.commit(one, other));
        council.vote(STUDIO_COUNCIL, proposal, Ballot.Choice.FOR);
        assertEquals(Status.SUCCEEDED, council.status(proposal));
    }

    @Test
    void lowering_the_quorum_revives_old_proposals() {
        ProposalId failed = council.propose(LAB_COUNCIL);
        council.open(failed);
        council.vote(LAB_COUNCIL, failed, Ballot.Choice.FOR);
        story.passUntil(council.view(failed).timeline().closes());
        assertEquals(Status.DEFEATED, council.status(failed));
        council.carry(ARCHIVE_COUNCIL, set("quorum", 500_000, 333_333));
        story.closePeriod();
        assertEquals(Status.DEFEATED, council.status(failed));
        assertEquals(
                new Ppm(500_000),
                network.find(Drawer.PROPOSAL, Proposal.class, failed)
                        .orElseThrow()
                        .procedure()
                        .quorum());
        ProposalId next = council.propose(LAB_COUNCIL);
        council.open(next);
        council.vote(LAB_COUNCIL, next, Ballot.Choice.FOR);
        story.passUntil(council.view(next).timeline().closes());
        assertEquals(Status.SUCCEEDED, council.status(next));
    }

    @Test
    void copy_and_cancel_of_a_proposal() {
        Action action = set("quorum", 500_000, 600_000);
        ProposalId original = council.propose(LAB_COUNCIL, action);
        ProposalId copy = council.propose(ARCHIVE_COUNCIL, action);
        network.submit(ARCHIVE_COUNCIL, "governance:cancel", new GovernanceCommand.Cancel(story.request(), copy));
        assertEquals(Status.PENDING, council.status(original));
        council.pass(original);
        assertEquals(Status.SUCCEEDED, council.status(original));
    }

    @Test
    void a_passed_proposal_that_never_lapses() {
        ProposalId proposal = council.propose(LAB_COUNCIL, hold("0", "1"));
        council.pass(proposal);
        council.ready(proposal);
        story.passUntil(council.view(proposal).timeline().expires().orElseThrow());
        assertEquals(Status.EXPIRED, council.status(proposal));
        refused(GovernanceRefusal.LAPSED, LAB_COUNCIL, "governance:execute", council.execution(proposal));
        assertEquals(Optional.empty(), network.find(Drawer.ORDER, Order.class, "wallet", wallet));
    }

    @Test
    void late_quorum_not_re_armed_after_an_override() {
        ProposalId proposal = council.propose(LAB_COUNCIL, Proposal.Mode.REPLACEABLE);
        council.open(proposal);
        Instant scheduled = council.view(proposal).timeline().scheduledClose();
        council.vote(LAB_COUNCIL, proposal, Ballot.Choice.AGAINST);
        story.passUntil(scheduled.minusSeconds(2));
        council.vote(ARCHIVE_COUNCIL, proposal, Ballot.Choice.FOR);
        Instant extended = council.view(proposal).timeline().closes();
        assertEquals(scheduled.plusSeconds(10), extended);
        // The override neither takes the extension back nor gives another one.
        network.pass(Duration.ofSeconds(6));
        council.vote(LAB_COUNCIL, proposal, Ballot.Choice.FOR);
        council.vote(ARCHIVE_COUNCIL, proposal, Ballot.Choice.AGAINST);
        assertEquals(extended, council.view(proposal).timeline().closes());
    }

    /** Whatever a majority of few may decide while the others are away, a period pays no more than the cap. */
    @Test
    void treasury_raid_at_a_weekend() {
        endow("100");
        ProposalId first = council.propose(LAB_COUNCIL, pay(studio, "10"));
        ProposalId second = council.propose(ARCHIVE_COUNCIL, pay(studio, "10"));
        council.pass(first);
        council.pass(second);
        council.queue(first);
        council.ready(second);
        nextPeriod();
        council.execute(first);
        refused(GovernanceRefusal.SPEND_CAP_EXCEEDED, LAB_COUNCIL, "governance:execute", council.execution(second));
        nextPeriod();
        // The next period's cap is of what is left.
        refused(GovernanceRefusal.SPEND_CAP_EXCEEDED, LAB_COUNCIL, "governance:execute", council.execution(second));
        Treasury treasury =
                network.find(Drawer.TREASURY, Treasury.class, Story.XTS).orElseThrow();
        assertEquals(Story.xts("90"), treasury.balance());
        assertEquals(Story.xts("10"), treasury.spent());
    }

    private void nextPeriod() {
        Charter charter = story.charter();
        story.passUntil(charter.endOf(charter.lastEpochOf(story.period())));
    }

    @Test
    void all_of_a_proposal_is_done_or_nothing() {
        ProposalId proposal = council.propose(LAB_COUNCIL, hold("0", "4"), pay(studio, "1"));
        council.pass(proposal);
        council.ready(proposal);
        refused(GovernanceRefusal.FUNDS_MISSING, LAB_COUNCIL, "governance:execute", council.execution(proposal));
        assertEquals(Status.READY, council.status(proposal));
        assertEquals(Optional.empty(), network.find(Drawer.ORDER, Order.class, "wallet", wallet));
    }

    @Test
    void a_guardian_vetoes_for_good() {
        ProposalId proposal = council.propose(LAB_COUNCIL);
        council.pass(proposal);
        council.queue(proposal);
        network.submit(ARCHIVE_COUNCIL, "governance:veto", new GovernanceCommand.Veto(story.request(), proposal));
        assertEquals(Status.VETOED, council.status(proposal));
        assertEquals(Council.ALL.size(), council.view(proposal).ballots().size());
    }
}
