package org.stemma.contracts.license;

import java.util.Optional;
import org.stemma.api.Digest;
import org.stemma.api.Drawer;
import org.stemma.api.GrantId;
import org.stemma.api.Refused;
import org.stemma.api.license.Grant;
import org.stemma.api.license.GrantKey;
import org.stemma.api.license.LicenseRefusal;
import org.stemma.api.license.Terms;
import org.stemma.contracts.kernel.Session;
import org.stemma.contracts.kernel.Tx;

/** The license room's drawers. Terms lie under their own digest, so what is found there is what was named. */
public final class LicenseBook {
    private final Tx tx;
    private final Session session;

    public LicenseBook(Tx tx) {
        this.tx = tx;
        this.session = tx.session();
    }

    public static String keyOf(GrantId id) {
        return Drawer.GRANT.key(id);
    }

    static String keyOfTerms(Digest id) {
        return Drawer.TERMS.key(id);
    }

    /** The terms of this digest, as the digest proves. */
    public Terms terms(Digest id) {
        Terms terms = session.find(Drawer.TERMS, Terms.class, id)
                .orElseThrow(() -> Refused.because(LicenseRefusal.NOT_OFFERED, "terms", id));
        if (!terms.id().equals(id)) {
            throw new IllegalStateException("the terms under " + id + " are others");
        }
        return terms;
    }

    void save(Terms terms) {
        session.save(Drawer.TERMS, terms, terms.id());
    }

    public Optional<Grant> find(GrantId id) {
        return session.find(Drawer.GRANT, Grant.class, id);
    }

    public Grant grant(GrantId id) {
        return find(id).orElseThrow(() -> Refused.because(LicenseRefusal.GRANT_UNKNOWN, "grant", id));
    }

    /** A grant that the caller's organisation holds. */
    Grant ownGrant(GrantId id) {
        Grant grant = grant(id);
        Refused.unless(
                grant.organisation().equals(tx.caller().organisation()),
                LicenseRefusal.GRANT_FOREIGN,
                "grant",
                id,
                "organisation",
                grant.organisation());
        return grant;
    }

    public void save(Grant grant) {
        session.save(Drawer.GRANT, grant, grant.id());
    }

    Optional<GrantKey> key(Digest key) {
        return session.find(Drawer.GRANT_KEY, GrantKey.class, key);
    }

    void save(GrantKey key) {
        session.save(Drawer.GRANT_KEY, key, key.key());
    }
}
