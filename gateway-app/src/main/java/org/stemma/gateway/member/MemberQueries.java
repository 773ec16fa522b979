package org.stemma.gateway.member;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.stereotype.Component;
import org.stemma.api.Drawer;
import org.stemma.api.MeterId;
import org.stemma.api.OrgId;
import org.stemma.api.PartyId;
import org.stemma.api.Refused;
import org.stemma.api.member.MemberRefusal;
import org.stemma.api.member.Meter;
import org.stemma.api.member.Organisation;
import org.stemma.api.member.Party;
import org.stemma.gateway.readmodel.IndexedFields;
import org.stemma.gateway.readmodel.Page;
import org.stemma.gateway.readmodel.ReadModel;
import org.stemma.gateway.web.Paging;

/** Organisations, parties and meters, as REST and pages show them. */
@Component
public class MemberQueries {
    private final ReadModel readModel;

    MemberQueries(ReadModel readModel) {
        this.readModel = readModel;
    }

    Page<Organisation> organisations(Paging paging) {
        return readModel.scan(
                Drawer.ORGANISATION, Organisation.class, Drawer.ORGANISATION.range(), paging.after(), paging.limit());
    }

    Page<Party> parties(Optional<OrgId> organisation, Paging paging) {
        return readModel.scan(
                Drawer.PARTY, Party.class, Drawer.PARTY.range(), of(organisation), paging.after(), paging.limit());
    }

    public Party party(PartyId id) {
        return readModel
                .find(Drawer.PARTY, Party.class, id)
                .orElseThrow(() -> Refused.because(MemberRefusal.PARTY_UNKNOWN, "party", id));
    }

    Page<Meter> meters(Optional<OrgId> organisation, Paging paging) {
        return readModel.scan(
                Drawer.METER, Meter.class, Drawer.METER.range(), of(organisation), paging.after(), paging.limit());
    }

    Meter meter(MeterId id) {
        return readModel
                .find(Drawer.METER, Meter.class, id)
                .orElseThrow(() -> Refused.because(MemberRefusal.METER_UNKNOWN, "meter", id));
    }

    private static Map<String, String> of(Optional<OrgId> organisation) {
        Map<String, String> fields = new TreeMap<>();
        organisation.ifPresent(id -> fields.put(IndexedFields.ORGANISATION, id.value()));
        return fields;
    }
}
