package org.stemma.api.member;

import org.stemma.api.Digest;
import org.stemma.api.Made;
import org.stemma.api.OrgId;
import org.stemma.api.PartyId;

/** Who is paid or pays: an id, a name and the organisation that acts for it. Never a natural person's data. */
public record Party(PartyId id, String name, Kind kind, OrgId organisation, Digest command) implements Made {
    public enum Kind {
        RIGHTS_HOLDER,
        DEPARTMENT,
        INVESTOR,
        LICENSEE,
        OPERATOR
    }
}
