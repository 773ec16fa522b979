package org.stemma.gateway.ledger;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.hyperledger.fabric.client.identity.Signer;
import org.hyperledger.fabric.client.identity.X509Identity;
import org.stemma.api.OrgId;
import org.stemma.gateway.config.GatewaySettings;
import org.stemma.gateway.config.SettingsRefused;
import org.stemma.gateway.keystore.EnrolledKey;

/**
 * The enrolled identities, with their certificates and signers: those of the keystore or, in development, of PEM files.
 * Keys are never shown. Safe for use by many threads, also while it is replaced.
 */
final class Identities implements Callers, EnrolledCertificates {
    /** A caller and what signs for it. */
    record Enrolled(Caller caller, X509Identity identity, Signer signer) {
        boolean isOf(Caller other, X509Certificate certificate) {
            return caller.equals(other) && identity.getCertificate().equals(certificate);
        }
    }

    private final OrgId organisation;
    private volatile Map<String, Enrolled> enrolled = Map.of();

    private Identities(GatewaySettings settings) {
        this.organisation = new OrgId(settings.organisation());
    }

    /** From the PEM files that the settings name. */
    static Identities read(GatewaySettings settings) {
        Identities identities = new Identities(settings);
        Map<String, Enrolled> read = new LinkedHashMap<>();
        for (GatewaySettings.Identity identity : settings.identities()) {
            Caller caller = new Caller(identities.organisation, identity.name(), identity.roleSet());
            if (read.put(caller.name(), read(caller, identity.certificate(), identity.key())) != null) {
                throw new IllegalArgumentException("stemma.identities names " + caller.name() + " twice");
            }
        }
        identities.enrolled = notNone(read);
        return identities;
    }

    /** From keys that were read from a keystore; their roles are those that the CA wrote into their certificates. */
    static Identities of(GatewaySettings settings, Collection<EnrolledKey> keys) {
        Identities identities = new Identities(settings);
        identities.replace(keys);
        return identities;
    }

    /** Takes these from now on. An identity whose certificate is the same stays the same. */
    void replace(Collection<EnrolledKey> keys) {
        Map<String, Enrolled> before = enrolled;
        Map<String, Enrolled> now = new LinkedHashMap<>();
        for (EnrolledKey key : keys) {
            Caller caller = new Caller(organisation, key.name(), key.roles());
            Enrolled known = before.get(caller.name());
            now.put(
                    caller.name(),
                    known != null && known.isOf(caller, key.certificate())
                            ? known
                            : enrolled(caller, key.certificate(), key.key()));
        }
        enrolled = notNone(now);
    }

    private static Map<String, Enrolled> notNone(Map<String, Enrolled> found) {
        if (found.isEmpty()) {
            throw new SettingsRefused("This gateway holds no identity.", "import one: keystore import MSP-FOLDER");
        }
        return Collections.unmodifiableMap(found);
    }

    private static Enrolled read(Caller caller, Path certificate, Path key) {
        try (Reader certificatePem = Files.newBufferedReader(certificate);
                Reader keyPem = Files.newBufferedReader(key)) {
            return enrolled(
                    caller,
                    org.hyperledger.fabric.client.identity.Identities.readX509Certificate(certificatePem),
                    org.hyperledger.fabric.client.identity.Identities.readPrivateKey(keyPem));
        } catch (IOException e) {
            throw new UncheckedIOException("the identity " + caller.name() + " can't be read: " + e.getMessage(), e);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("the identity " + caller.name() + " is no certificate and key", e);
        }
    }

    private static Enrolled enrolled(Caller caller, X509Certificate certificate, PrivateKey key) {
        return new Enrolled(caller, new X509Identity(caller.organisation().value(), certificate), EcdsaSigner.of(key));
    }

    /** What signs in a caller's name now. */
    Optional<Enrolled> enrolled(Caller caller) {
        return Optional.ofNullable(enrolled.get(caller.name()))
                .filter(found -> found.caller().organisation().equals(caller.organisation()));
    }

    boolean isPresent(Enrolled one) {
        return enrolled.containsValue(one);
    }

    @Override
    public OrgId organisation() {
        return organisation;
    }

    @Override
    public Collection<Caller> all() {
        return enrolled.values().stream().map(Enrolled::caller).toList();
    }

    @Override
    public Optional<Caller> named(String name) {
        return Optional.ofNullable(enrolled.get(name)).map(Enrolled::caller);
    }

    @Override
    public SortedMap<String, Instant> ends() {
        SortedMap<String, Instant> ends = new TreeMap<>();
        enrolled.forEach((name, one) ->
                ends.put(name, one.identity().getCertificate().getNotAfter().toInstant()));
        return ends;
    }
}
