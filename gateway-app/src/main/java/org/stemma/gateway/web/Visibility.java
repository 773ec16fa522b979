package org.stemma.gateway.web;

import org.stemma.api.OrgId;
import org.stemma.api.Refused;
import org.stemma.api.Scalar;
import org.stemma.gateway.GatewayRefusal;
import org.stemma.gateway.ledger.Caller;

/** Rows that only some organisations may see. */
public final class Visibility {
    private Visibility() {}

    /** Refuses unless the caller's organisation is one of those concerned. */
    public static void mustConcern(Caller caller, Scalar id, OrgId... concerned) {
        for (OrgId organisation : concerned) {
            if (organisation.equals(caller.organisation())) {
                return;
            }
        }
        throw Refused.because(GatewayRefusal.NOT_YOURS, "id", id);
    }
}
