package org.stemma.gateway.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.util.FileSystemUtils;
import org.stemma.gateway.config.GatewaySettings;
import org.stemma.gateway.keystore.KeystoreCommand;
import org.stemma.gateway.keystore.OwnerOnlyFile;

/** A whole gateway on a peer that is none: settings, identities, a folder for its data. */
@Configuration(proxyBeanMethods = false)
public class WholeGateway {
    /** How many requests may write at a time. */
    public static final int WRITES = 10;

    /** What opens the keystore of {@link #startWithKeystore}. */
    public static final String PASSPHRASE = "a-passphrase-for-tests-only";

    public static Path start(DynamicPropertyRegistry properties, String profile) {
        Path folder = temporary();
        GatewaySettings settings = TestGateway.settings(folder);
        properties.add("stemma.keystore.plain-pem", () -> true);
        List<GatewaySettings.Identity> identities = settings.identities();
        for (int i = 0; i < identities.size(); i++) {
            GatewaySettings.Identity identity = identities.get(i);
            properties.add("stemma.identities[" + i + "].name", identity::name);
            properties.add("stemma.identities[" + i + "].roles", identity::roles);
            properties.add("stemma.identities[" + i + "].certificate", () -> identity.certificate()
                    .toString());
            properties.add(
                    "stemma.identities[" + i + "].key", () -> identity.key().toString());
        }
        return start(properties, profile, folder, settings);
    }

    /** The same with the identities' keys in an encrypted keystore, as gateways outside of development have them. */
    public static Path startWithKeystore(DynamicPropertyRegistry properties, String profile) {
        Path folder = temporary();
        GatewaySettings settings = TestGateway.settings(folder);
        Path passphrase = folder.resolve("passphrase");
        OwnerOnlyFile.write(passphrase, PASSPHRASE.getBytes(StandardCharsets.US_ASCII));
        Path keystore = folder.resolve("identities.p12");
        List<String> words = new ArrayList<>(
                List.of("import", "--file", keystore.toString(), "--passphrase-file", passphrase.toString()));
        settings.identities().forEach(identity -> words.add(identity.certificate() + "," + identity.key()));
        if (KeystoreCommand.line(Map.of()).execute(words.toArray(String[]::new)) != 0) {
            throw new IllegalStateException("the identities could not be imported");
        }
        properties.add("stemma.keystore.file", keystore::toString);
        properties.add("stemma.keystore.passphrase-file", passphrase::toString);
        return start(properties, profile, folder, settings);
    }

    private static Path start(
            DynamicPropertyRegistry properties, String profile, Path folder, GatewaySettings settings) {
        // Apart from the identities: one is named meter, and so is the meter's key.
        Path data = folder.resolve("data");
        properties.add("stemma.organisation", settings::organisation);
        properties.add("stemma.network", settings::network);
        properties.add("stemma.channel", settings::channel);
        properties.add("stemma.chaincode", settings::chaincode);
        properties.add("stemma.profile", () -> profile);
        properties.add("stemma.data-dir", data::toString);
        properties.add("stemma.peer.endpoint", () -> settings.peer().endpoint());
        properties.add("stemma.peer.tls-ca", () -> settings.peer().tlsCa().toString());
        String database = TestDatabase.url(folder);
        properties.add("spring.datasource.url", () -> database);
        properties.add("spring.datasource.username", TestDatabase::user);
        if (TestDatabase.isPostgresql()) {
            properties.add("stemma.read-model.url", () -> "");
        }
        properties.add("stemma.scheduler.enabled", () -> false);
        properties.add("stemma.meter.enabled", () -> false);
        properties.add("stemma.submission.resubmit-after", () -> "500ms");
        properties.add("stemma.submission.deadline", () -> "5s");
        properties.add("stemma.submission.max-concurrent", () -> WRITES);
        List<GatewaySettings.Member> members = settings.members();
        for (int i = 0; i < members.size(); i++) {
            GatewaySettings.Member member = members.get(i);
            properties.add("stemma.members[" + i + "].id", member::id);
            properties.add("stemma.members[" + i + "].name", member::name);
            properties.add("stemma.members[" + i + "].gateway-url", member::gatewayUrl);
        }
        return data;
    }

    @Bean
    FakePeer peer() {
        return TinyLedger.peer();
    }

    private static Path temporary() {
        try {
            Path folder = Files.createTempDirectory("stemma-gateway");
            // After the last context is closed: until then they write to it.
            SpringApplication.getShutdownHandlers().add(() -> FileSystemUtils.deleteRecursively(folder.toFile()));
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
