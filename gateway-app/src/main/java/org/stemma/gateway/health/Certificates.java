package org.stemma.gateway.health;

import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;
import org.stemma.gateway.ledger.EnrolledCertificates;

/** When this gateway's certificates end: those of its identities, and its own for TLS. */
@Component
class Certificates {
    private static final String BUNDLE = "server.ssl.bundle";

    private final EnrolledCertificates identities;
    private final ObjectProvider<SslBundles> bundles;
    private final Environment environment;

    Certificates(EnrolledCertificates identities, ObjectProvider<SslBundles> bundles, Environment environment) {
        this.identities = identities;
        this.bundles = bundles;
        this.environment = environment;
    }

    /** The ends by the identities' names, and by {@code tls:BUNDLE}. */
    SortedMap<String, Instant> ends() {
        SortedMap<String, Instant> ends = new TreeMap<>(identities.ends());
        String bundle = environment.getProperty(BUNDLE, "");
        if (!bundle.isEmpty()) {
            bundles.ifAvailable(all -> {
                KeyStore keys = all.getBundle(bundle).getStores().getKeyStore();
                if (keys != null) {
                    ends.put("tls:" + bundle, end(keys));
                }
            });
        }
        return ends;
    }

    private static Instant end(KeyStore keys) {
        try {
            Instant end = Instant.MAX;
            for (String alias : Collections.list(keys.aliases())) {
                if (keys.getCertificate(alias) instanceof X509Certificate certificate) {
                    Instant one = certificate.getNotAfter().toInstant();
                    end = one.isBefore(end) ? one : end;
                }
            }
            return end;
        } catch (KeyStoreException e) {
            throw new IllegalStateException("a bundle's keystore is loaded", e);
        }
    }
}
