package org.stemma.gateway.ledger;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.hyperledger.fabric.client.identity.Signer;
import org.hyperledger.fabric.client.identity.Signers;
import org.hyperledger.fabric.client.identity.X509Identity;
import org.stemma.api.OrgId;
import org.stemma.gateway.config.GatewaySettings;

/** The enrolled identities of the settings, with their certificates and signers. Keys are read once and never shown. */
final class Identities implements Callers {
    /** A caller and what signs for it. */
    record Enrolled(Caller caller, X509Identity identity, Signer signer) {}

    private final OrgId organisation;
    private final Map<String, Enrolled> enrolled;

    private Identities(OrgId organisation, Map<String, Enrolled> enrolled) {
        this.organisation = organisation;
        this.enrolled = Collections.unmodifiableMap(enrolled);
    }

    static Identities read(GatewaySettings settings) {
        OrgId organisation = new OrgId(settings.organisation());
        Map<String, Enrolled> enrolled = new LinkedHashMap<>();
        for (GatewaySettings.Identity identity : settings.identities()) {
            Caller caller = new Caller(organisation, identity.name(), identity.roleSet());
            if (enrolled.put(caller.name(), read(caller, identity.certificate(), identity.key())) != null) {
                throw new IllegalArgumentException("stemma.identities names " + caller.name() + " twice");
            }
        }
        return new Identities(organisation, enrolled);
    }

    private static Enrolled read(Caller caller, Path certificate, Path key) {
        try (Reader certificatePem = Files.newBufferedReader(certificate);
                Reader keyPem = Files.newBufferedReader(key)) {
            var x509 = org.hyperledger.fabric.client.identity.Identities.readX509Certificate(certificatePem);
            var signer = Signers.newPrivateKeySigner(
                    org.hyperledger.fabric.client.identity.Identities.readPrivateKey(keyPem));
            return new Enrolled(caller, new X509Identity(caller.organisation().value(), x509), signer);
        } catch (IOException e) {
            throw new UncheckedIOException("the identity " + caller.name() + " can't be read: " + e.getMessage(), e);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("the identity " + caller.name() + " is no certificate and key", e);
        }
    }

    Collection<Enrolled> enrolled() {
        return enrolled.values();
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
}
