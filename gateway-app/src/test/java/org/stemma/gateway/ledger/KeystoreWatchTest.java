package org.stemma.gateway.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.stemma.api.member.Role;
import org.stemma.gateway.config.GatewaySettings;
import org.stemma.gateway.config.SettingsRefused;
import org.stemma.gateway.keystore.KeystoreCommand;
import org.stemma.gateway.keystore.KeystoreSettings;
import org.stemma.gateway.keystore.Passphrase;
import org.stemma.gateway.support.FakePeer;
import org.stemma.gateway.support.TestGateway;
import org.stemma.gateway.support.TestIdentities;
import org.stemma.gateway.support.Transactions;

/** Identities that come and go while the gateway runs. */
class KeystoreWatchTest {
    private static final Map<String, String> ENVIRONMENT =
            Map.of("STEMMA_KEYSTORE_PASSPHRASE", "correct-horse-battery-staple");

    @TempDir
    private Path folder;

    private Path file;
    private GatewaySettings settings;
    private KeystoreWatch watch;

    @BeforeEach
    void open() {
        file = folder.resolve("identities.p12");
        settings = TestGateway.settings(folder);
        keystore("import", pem("owner"), pem("buyer"));
        watch = KeystoreWatch.open(file, Passphrase.from(Optional.empty(), ENVIRONMENT), settings);
    }

    private String pem(String name) {
        return folder.resolve(name + ".crt") + "," + folder.resolve(name + ".key");
    }

    private void keystore(String verb, String... words) {
        List<String> all = new java.util.ArrayList<>(List.of(verb, "--file", file.toString()));
        all.addAll(List.of(words));
        assertEquals(0, KeystoreCommand.line(ENVIRONMENT).execute(all.toArray(String[]::new)));
    }

    private Set<String> names() {
        return watch.identities().ends().keySet();
    }

    @Test
    void roles_are_those_of_the_certificate() {
        assertEquals(
                Set.of(Role.BUYER, Role.HOLDER),
                watch.identities().named("buyer").orElseThrow().roles());
    }

    @Test
    void what_is_imported_and_removed_counts_without_a_restart() {
        Caller owner = watch.identities().named("owner").orElseThrow();
        Identities.Enrolled before = watch.identities().enrolled(owner).orElseThrow();
        keystore("import", pem("council"));
        keystore("remove", "buyer");
        assertEquals(Set.of("buyer", "owner"), names());
        watch.look();
        assertEquals(Set.of("council", "owner"), names());
        assertSame(before, watch.identities().enrolled(owner).orElseThrow());
    }

    @Test
    void a_renewed_certificate_replaces_the_old_one() {
        Caller owner = watch.identities().named("owner").orElseThrow();
        TestIdentities.write(folder, "owner", "owner,holder", Duration.ofDays(90));
        keystore("import", pem("owner"));
        watch.look();
        assertTrue(watch.identities().named("owner").orElseThrow().has(Role.HOLDER));
        // Who still has the caller of before signs with the certificate of now.
        FakePeer peer = new FakePeer("ledger", call -> Transactions.of(call.id()));
        try (TestGateway gateway = new TestGateway(peer);
                FabricConnection connection = FabricConnection.over(gateway.channel(), settings, watch.identities())) {
            assertSame(
                    connection.network(owner),
                    connection.network(watch.identities().named("owner").orElseThrow()));
        }
    }

    @Test
    void a_keystore_that_does_not_open_changes_nothing() throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        Files.writeString(file, "damaged");
        watch.look();
        assertEquals(Set.of("buyer", "owner"), names());
        Files.delete(file);
        watch.look();
        assertEquals(Set.of("buyer", "owner"), names());
    }

    private static KeystoreSettings keystoreSettings(String keystore, boolean plainPem) {
        return new KeystoreSettings(keystore, "", plainPem, Duration.ofSeconds(10));
    }

    @Test
    void keys_in_plain_files_are_taken_only_where_that_is_asked_for() {
        LedgerConfiguration configuration = new LedgerConfiguration();
        ObjectProvider<KeystoreWatch> none = new StaticListableBeanFactory().getBeanProvider(KeystoreWatch.class);
        SettingsRefused refused = assertThrows(
                SettingsRefused.class, () -> configuration.identities(settings, keystoreSettings("", false), none));
        assertTrue(refused.next().contains("keystore import"), refused.next());
        assertEquals(
                7,
                configuration
                        .identities(settings, keystoreSettings("", true), none)
                        .all()
                        .size());
        assertThrows(
                SettingsRefused.class,
                () -> configuration.keystoreWatch(settings, keystoreSettings(file.toString(), false)));
    }

    @Test
    void the_last_identity_can_not_be_taken_away() {
        keystore("remove", "owner", "buyer");
        watch.look();
        assertEquals(Set.of("buyer", "owner"), names());
    }
}
