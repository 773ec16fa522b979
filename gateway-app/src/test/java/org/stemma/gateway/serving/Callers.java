package org.stemma.gateway.serving;

import java.util.Set;
import org.stemma.api.OrgId;
import org.stemma.api.member.Role;
import org.stemma.gateway.ledger.Caller;

/** Identities for tests. */
final class Callers {
    static final Caller METER = new Caller(new OrgId("LabMSP"), "meter", Set.of(Role.METER));

    private Callers() {}
}
