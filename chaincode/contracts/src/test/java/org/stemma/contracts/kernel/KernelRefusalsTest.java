package org.stemma.contracts.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.stemma.api.Codec;
import org.stemma.api.OrgId;
import org.stemma.api.Ppm;
import org.stemma.api.ProposalId;
import org.stemma.api.RequestId;
import org.stemma.api.governance.Action;
import org.stemma.api.governance.GovernanceCommand;
import org.stemma.api.kernel.Charter;
import org.stemma.api.kernel.KernelCommand;
import org.stemma.api.kernel.KernelRefusal;
import org.stemma.api.kernel.Order;
import org.stemma.api.license.LicenseCommand;
import org.stemma.api.license.Presets;
import org.stemma.api.license.Terms;
import org.stemma.api.member.MemberCommand;
import org.stemma.api.member.Party;
import org.stemma.contracts.story.Council;
import org.stemma.contracts.story.RoomTest;
import org.stemma.contracts.story.Sample;
import org.stemma.contracts.story.Story;
import org.stemma.contracts.story.World;
import org.stemma.contracts.testing.TestIdentity;
import org.stemma.contracts.testing.TestNetwork;

final class KernelRefusalsTest extends RoomTest {
    private MemberCommand.RegisterParty party(String name) {
        return new MemberCommand.RegisterParty(new RequestId("party"), name, Party.Kind.INVESTOR);
    }

    private KernelCommand.Genesis genesis(String profile, String... organisations) {
        return new KernelCommand.Genesis(
                request(),
                profile,
                java.util.Arrays.stream(organisations)
                        .map(name -> new KernelCommand.Founder(new OrgId(name), name))
                        .toList());
    }

    private static Optional<String> on(TestNetwork network, KernelCommand.Genesis command) {
        return network.refusal(Story.LAB_ADMIN, Sample.GENESIS, command);
    }

    @Test
    void malformed() {
        assertEquals(
                Optional.of(KernelRefusal.MALFORMED.code()),
                world.network.refusal(Story.LAB_OWNER, "member:registerParty", "{"));
        refused(KernelRefusal.MALFORMED, Story.LAB_OWNER, "member:registerParty", party(" "));
        TestNetwork fresh = new TestNetwork();
        for (KernelCommand.Genesis odd : List.of(
                genesis("demo", "LabMSP"),
                genesis("demo", "LabMSP", "ArchiveMSP"),
                genesis("demo", "LabMSP", "LabMSP"))) {
            assertEquals(Optional.of(KernelRefusal.MALFORMED.code()), on(fresh, odd));
        }
    }

    @Test
    void no_genesis() {
        assertEquals(
                Optional.of(KernelRefusal.NO_GENESIS.code()),
                new TestNetwork().refusal(Story.LAB_OWNER, "member:registerParty", party("A")));
    }

    @Test
    void genesis_done() {
        assertEquals(
                Optional.of(KernelRefusal.GENESIS_DONE.code()),
                on(world.network, genesis("demo", "ArchiveMSP", "LabMSP")));
    }

    @Test
    void profile_unknown() {
        for (String profile : List.of("moon", "../x", "", "Demo")) {
            assertEquals(
                    Optional.of(KernelRefusal.PROFILE_UNKNOWN.code()),
                    on(new TestNetwork(), genesis(profile, "ArchiveMSP", "LabMSP")));
        }
        assertEquals(Optional.empty(), on(new TestNetwork(), genesis("standard", "ArchiveMSP", "LabMSP")));
    }

    @Test
    void not_a_member() {
        TestIdentity stranger = TestIdentity.of("StrangerMSP", "owner", "owner,admin");
        refused(KernelRefusal.NOT_A_MEMBER, stranger, "member:registerParty", party("A"));
        assertEquals(
                Optional.of(KernelRefusal.NOT_A_MEMBER.code()),
                new TestNetwork().refusal(stranger, Sample.GENESIS, genesis("demo", "ArchiveMSP", "LabMSP")));
        TestIdentity almost = TestIdentity.of("labmsp", "owner", "owner");
        refused(KernelRefusal.NOT_A_MEMBER, almost, "member:registerParty", party("A"));
    }

    @Test
    void role_missing() {
        for (String roles : List.of("", "Owner", "owners", "owner;buyer", "auditor,meter")) {
            TestIdentity caller = TestIdentity.of(TestNetwork.LAB, "someone", roles);
            refused(KernelRefusal.ROLE_MISSING, caller, "member:registerParty", party("A"));
        }
        accepted(TestIdentity.of(TestNetwork.LAB, "someone", "meter, owner"), "member:registerParty", party("A"));
    }

    private Optional<String> at(Duration offset) {
        try {
            world.network.endorse(
                    Story.LAB_OWNER,
                    "member:registerParty",
                    Codec.encode(party("A")),
                    world.network.now().plus(offset));
            return Optional.empty();
        } catch (org.hyperledger.fabric.shim.ChaincodeException e) {
            String message = String.valueOf(e.getMessage());
            return Optional.of(message.substring(0, message.indexOf(' ')));
        }
    }

    @Test
    void time_ahead() {
        assertEquals(Optional.empty(), at(Duration.ofSeconds(2)));
        assertEquals(Optional.of(KernelRefusal.TIME_AHEAD.code()), at(Duration.ofMillis(2001)));
        assertEquals(Optional.of(KernelRefusal.TIME_AHEAD.code()), at(Duration.ofDays(400)));
        TestNetwork fresh = new TestNetwork();
        org.junit.jupiter.api.Assertions.assertThrows(
                org.hyperledger.fabric.shim.ChaincodeException.class,
                () -> fresh.endorse(
                        Story.LAB_ADMIN,
                        Sample.GENESIS,
                        Codec.encode(genesis("demo", "ArchiveMSP", "LabMSP")),
                        fresh.now().plusSeconds(3)));
    }

    @Test
    void time_behind() {
        world.network.pass(Duration.ofSeconds(61));
        assertEquals(Optional.empty(), at(Duration.ofMinutes(-1)));
        assertEquals(Optional.of(KernelRefusal.TIME_BEHIND.code()), at(Duration.ofMillis(-60_001)));
    }

    @Test
    void epoch_closed() {
        world.network.pass(Duration.ofSeconds(10));
        long closed = story.closedThrough();
        Duration back = Duration.between(world.network.now(), story.charter().endOf(closed));
        assertEquals(Optional.of(KernelRefusal.EPOCH_CLOSED.code()), at(back.minusMillis(1)));
        assertEquals(Optional.empty(), at(back));
    }

    @Test
    void epoch_not_due() {
        long next = story.charter().epochOf(world.network.now());
        refused(KernelRefusal.EPOCH_NOT_DUE, Story.LAB_ADMIN, "kernel:closeEpochs", close(next));
        Duration due = Duration.between(
                world.network.now(), story.charter().endOf(next).plusSeconds(6));
        world.network.pass(due.minusMillis(1));
        refused(KernelRefusal.EPOCH_NOT_DUE, Story.LAB_ADMIN, "kernel:closeEpochs", close(next));
        world.network.pass(Duration.ofMillis(1));
        accepted(Story.LAB_ADMIN, "kernel:closeEpochs", close(next));
    }

    private KernelCommand.CloseEpochs close(long through) {
        return new KernelCommand.CloseEpochs(request(), through);
    }

    @Test
    void too_many_epochs() {
        long closed = story.closedThrough();
        world.network.pass(Duration.ofSeconds(5000));
        refused(KernelRefusal.TOO_MANY_EPOCHS, Story.LAB_ADMIN, "kernel:closeEpochs", close(closed + 201));
        refused(KernelRefusal.TOO_MANY_EPOCHS, Story.LAB_ADMIN, "kernel:closeEpochs", close((1L << 53) - 1));
        submit(Story.LAB_ADMIN, "kernel:closeEpochs", close(closed + 200));
        assertEquals(closed + 200, story.closedThrough());
    }

    @Test
    void orders_full() {
        for (int i = 0; i < Charter.MAX_ORDERS; i++) {
            world.network.impose(new Order("asset/ast_" + i, Order.Standing.HELD, Optional.empty(), "ruling"));
        }
        Council council = new Council(story);
        ProposalId proposal = council.propose(
                Story.LAB_COUNCIL, new Action.OrderAsset(world.model, Order.Standing.LISTED, Order.Standing.HELD));
        council.pass(proposal);
        council.ready(proposal);
        refused(
                KernelRefusal.ORDERS_FULL,
                Story.STUDIO_BUYER,
                "governance:execute",
                new GovernanceCommand.Execute(request(), proposal));
        world.network.impose(new Order("asset/ast_7", Order.Standing.LISTED, Optional.empty(), "appeal"));
        accepted(Story.STUDIO_BUYER, "governance:execute", new GovernanceCommand.Execute(request(), proposal));
    }

    @Test
    void overflow() {
        Terms priced = Presets.trainPriced(Story.xts("1"), Ppm.ZERO);
        var terms = story.offer(Story.LAB_OWNER, world.model, priced);
        LicenseCommand.BuyGrant purchase =
                story.purchase(world.studio, world.model, terms, world.wallet, "1", "9223372036.854775807");
        refused(KernelRefusal.OVERFLOW, Story.STUDIO_BUYER, "license:buyGrant", purchase);
    }

    @Test
    void request_reused() {
        submit(Story.LAB_OWNER, "member:registerParty", party("A"));
        refused(KernelRefusal.REQUEST_REUSED, Story.LAB_OWNER, "member:registerParty", party("B"));
        // Ids are made from caller and request: another's request of the same name is another request.
        accepted(Story.ARCHIVE_OWNER, "member:registerParty", party("B"));
        accepted(TestIdentity.of(TestNetwork.LAB, "other", "owner"), "member:registerParty", party("B"));
        assertEquals(World.LAB, new OrgId(TestNetwork.LAB));
    }
}
