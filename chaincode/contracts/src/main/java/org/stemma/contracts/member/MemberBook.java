package org.stemma.contracts.member;

import org.stemma.api.Drawer;
import org.stemma.api.MeterId;
import org.stemma.api.PartyId;
import org.stemma.api.Refused;
import org.stemma.api.member.MemberRefusal;
import org.stemma.api.member.Meter;
import org.stemma.api.member.Party;
import org.stemma.contracts.kernel.Session;
import org.stemma.contracts.kernel.Tx;

/** The member room's drawers. */
public final class MemberBook {
    private final Tx tx;
    private final Session session;

    public MemberBook(Tx tx) {
        this.tx = tx;
        this.session = tx.session();
    }

    public static String keyOf(MeterId id) {
        return Drawer.METER.key(id);
    }

    java.util.Optional<Party> find(PartyId id) {
        return session.find(Drawer.PARTY, Party.class, id);
    }

    java.util.Optional<Meter> find(MeterId id) {
        return session.find(Drawer.METER, Meter.class, id);
    }

    /** A registered party. */
    public Party party(PartyId id) {
        return find(id).orElseThrow(() -> Refused.because(MemberRefusal.PARTY_UNKNOWN, "party", id));
    }

    /** A party that the caller's organisation acts for. */
    public Party ownParty(PartyId id) {
        Party party = party(id);
        Refused.unless(
                party.organisation().equals(tx.caller().organisation()),
                MemberRefusal.PARTY_FOREIGN,
                "party",
                id,
                "organisation",
                party.organisation());
        return party;
    }

    /** A registered meter. */
    public Meter meter(MeterId id) {
        return find(id).orElseThrow(() -> Refused.because(MemberRefusal.METER_UNKNOWN, "meter", id));
    }

    /** Refuses a meter that the caller's organisation does not run. */
    public void mustBeOwn(MeterId id, Meter.Key key) {
        Refused.unless(
                key.organisation().equals(tx.caller().organisation()),
                MemberRefusal.METER_FOREIGN,
                "meter",
                id,
                "organisation",
                key.organisation());
    }

    void save(Party party) {
        session.save(Drawer.PARTY, party, party.id());
    }

    void save(Meter meter) {
        session.save(Drawer.METER, meter, meter.id());
    }
}
