package org.stemma.contracts.member;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.stemma.api.MeterId;
import org.stemma.api.PartyId;
import org.stemma.api.account.AccountCommand;
import org.stemma.api.kernel.KernelRefusal;
import org.stemma.api.license.LicenseCommand;
import org.stemma.api.member.MemberCommand;
import org.stemma.api.member.MemberRefusal;
import org.stemma.api.member.Party;
import org.stemma.contracts.story.RoomTest;
import org.stemma.contracts.story.Story;
import org.stemma.contracts.testing.TestIdentity;
import org.stemma.contracts.testing.TestNetwork;

final class MemberRefusalsTest extends RoomTest {
    @Test
    void a_name_that_people_can_not_read_is_malformed() {
        for (String name : List.of("\u00a0", "\u202eabc", "Archive\u200b", "Bu\u0308cher", "a\u001bb")) {
            refused(
                    KernelRefusal.MALFORMED,
                    Story.LAB_OWNER,
                    "member:registerParty",
                    new MemberCommand.RegisterParty(request(), name, Party.Kind.INVESTOR));
        }
        accepted(
                Story.LAB_OWNER,
                "member:registerParty",
                new MemberCommand.RegisterParty(request(), "B\u00fccher \u00e9", Party.Kind.INVESTOR));
    }

    @Test
    void party_unknown() {
        refused(
                MemberRefusal.PARTY_UNKNOWN,
                Story.STUDIO_BUYER,
                "account:openWallet",
                new AccountCommand.OpenWallet(request(), new PartyId("prt_0"), Story.XTS));
    }

    @Test
    void party_foreign() {
        refused(
                MemberRefusal.PARTY_FOREIGN,
                Story.LAB_BUYER,
                "account:openWallet",
                new AccountCommand.OpenWallet(request(), world.studio, Story.XTS));
    }

    @Test
    void meter_unknown() {
        refused(
                MemberRefusal.METER_UNKNOWN,
                Story.LAB_OWNER,
                "license:offer",
                new LicenseCommand.Offer(
                        request(), world.model, Story.perByte("2", 10, 10), List.of(new MeterId("mtr_0"))));
    }

    @Test
    void meter_foreign() {
        refused(
                MemberRefusal.METER_FOREIGN,
                TestIdentity.of(TestNetwork.ARCHIVE, "meter", "meter"),
                "usage:report",
                story.report(world.meter, 3, story.line(world.grant, 1)));
    }

    @Test
    void key_invalid() {
        for (String key : List.of("", "AAAA", "not base64!", story.publicKey() + "AAAA")) {
            refused(
                    MemberRefusal.KEY_INVALID,
                    Story.LAB_METER,
                    "member:registerMeter",
                    new MemberCommand.RegisterMeter(request(), "A meter", key));
        }
    }
}
