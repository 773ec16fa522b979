package org.stemma.gateway.serving;

import org.springframework.stereotype.Component;
import org.stemma.api.Digest;
import org.stemma.api.Drawer;
import org.stemma.api.Refused;
import org.stemma.api.license.GrantKey;
import org.stemma.api.license.LicenseRefusal;
import org.stemma.gateway.readmodel.ReadModel;
import org.stemma.gateway.security.GrantKeyAuthenticator;
import org.stemma.gateway.security.GrantUser;

/** Recognises a grant key by the digest that its licensee put on the ledger. */
@Component
final class GrantKeys implements GrantKeyAuthenticator {
    private final ReadModel readModel;

    GrantKeys(ReadModel readModel) {
        this.readModel = readModel;
    }

    @Override
    public GrantUser authenticate(String key) {
        Digest digest = Digest.of(key);
        GrantKey known = readModel
                .find(Drawer.GRANT_KEY, GrantKey.class, digest)
                .orElseThrow(() -> Refused.because(LicenseRefusal.KEY_UNKNOWN, "key", digest));
        Refused.unless(!known.revoked(), LicenseRefusal.KEY_REVOKED, "key", digest, "grant", known.grant());
        return new GrantUser(known.grant(), digest, SealedAnswer.keyFor(key));
    }
}
