package org.stemma.gateway.support;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.stemma.api.Codec;
import org.stemma.api.CurrencyCode;
import org.stemma.api.Digest;
import org.stemma.api.Drawer;
import org.stemma.api.Envelope;
import org.stemma.api.Money;
import org.stemma.api.OrgId;
import org.stemma.api.Outcome;
import org.stemma.api.PartyId;
import org.stemma.api.Ppm;
import org.stemma.api.WalletId;
import org.stemma.api.account.Wallet;
import org.stemma.api.kernel.Charter;
import org.stemma.api.kernel.EpochCursor;
import org.stemma.api.kernel.Rules;
import org.stemma.api.member.MemberCommand;
import org.stemma.api.member.MemberEvent;
import org.stemma.api.member.Party;

/** A ledger of two functions, enough to drive a gateway: registering parties, and whatever else answers with its name. */
public final class TinyLedger {
    private TinyLedger() {}

    public static FakePeer peer() {
        FakePeer peer = new FakePeer("tiny", TinyLedger::run);
        peer.add(List.of(Blocks.Validated.valid(genesis())));
        return peer;
    }

    private static Transactions genesis() {
        CurrencyCode xts = new CurrencyCode("XTS");
        Charter charter = new Charter(
                "demo",
                "sha256:" + "0".repeat(64),
                new Charter.Membership(
                        1, List.of(new OrgId("ArchiveMSP"), new OrgId("LabMSP"), new OrgId("StudioMSP"))),
                5,
                2,
                60,
                6,
                List.of(new Charter.Segment(0, 1, 2)),
                List.of(new Charter.Currency(xts, 9)),
                List.of(new Charter.Cashier(new OrgId("LabMSP"), xts, "1000")),
                List.of(new Rules(1, new Ppm(50_000), new Ppm(600_000), 2)),
                Optional.empty(),
                Optional.empty());
        Wallet foreign = new Wallet(
                new WalletId("wal_studio"),
                new PartyId("prt_studio"),
                new OrgId("StudioMSP"),
                Money.zero(xts),
                1,
                1,
                Digest.of("wallet"));
        return Transactions.of("genesis")
                .put(Drawer.CHARTER.key(), Codec.encode(charter))
                .put(Drawer.EPOCH_CURSOR.key(), Codec.encode(new EpochCursor(10)))
                .put(Drawer.WALLET.key(foreign.id()), Codec.encode(foreign));
    }

    private static Transactions run(FakePeer.Call call) {
        if (!call.function().equals("member:registerParty")) {
            return Transactions.of(call.id())
                    .answering(Codec.encode(new Outcome(call.function().replace(':', '-'), Optional.empty())));
        }
        MemberCommand.RegisterParty command = Codec.decode(call.argument(), MemberCommand.RegisterParty.class);
        PartyId id =
                new PartyId("prt_" + Digest.of(command.request().value()).hex().substring(0, 8));
        Party party = new Party(id, command.name(), command.kind(), new OrgId("LabMSP"), command.digest());
        Envelope envelope = new Envelope(
                Instant.EPOCH,
                1,
                1,
                List.of(new MemberEvent.PartyRegistered(id, new OrgId("LabMSP"))),
                List.of(),
                Optional.empty());
        Map<String, Object> told = new TreeMap<>(Codec.members(Codec.encode(envelope)));
        return Transactions.of(call.id())
                .put(Drawer.PARTY.key(id), Codec.encode(party))
                .telling(Codec.write(told))
                .answering(Codec.encode(Outcome.of(id)));
    }
}
