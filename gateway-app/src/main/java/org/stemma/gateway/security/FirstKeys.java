package org.stemma.gateway.security;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stemma.api.Codec;
import org.stemma.api.member.Role;
import org.stemma.gateway.config.GatewaySettings;
import org.stemma.gateway.keystore.OwnerOnlyFile;
import org.stemma.gateway.ledger.Caller;
import org.stemma.gateway.ledger.Callers;

/**
 * The keys with which a new gateway begins: one for an admin or, in the demo profile, one for each identity. They are
 * written to a file of the gateway's user alone, and to no log.
 */
final class FirstKeys {
    private static final Logger LOG = LoggerFactory.getLogger(FirstKeys.class);
    private static final int KEY_BYTES = 32;
    private static final String WANTED = "new-admin-key";

    private FirstKeys() {}

    /**
     * Makes what is missing. Who lost all admin keys puts an empty file {@code new-admin-key} into the data folder, which
     * its owner alone can, and starts the gateway anew.
     */
    static void makeIfNone(GatewaySettings settings, Callers callers, ApiKeys keys) {
        Path wanted = settings.dataDir().resolve(WANTED);
        if (!keys.isEmpty() && Files.exists(wanted)) {
            makeForAdmin(settings, callers, keys, "reset");
            remove(wanted);
        }
        if (!keys.isEmpty()) {
            return;
        }
        if (settings.demo()) {
            Map<String, String> made = new TreeMap<>();
            callers.all().forEach(caller -> made.put(caller.name(), random()));
            // The file first: a key that is only in the database opens nothing to anybody.
            String json = Codec.write(Map.of("note", "demo only", "keys", made));
            write(settings.dataDir().resolve("demo-keys.json"), json);
            made.forEach((name, key) -> keys.add(key, name, "demo", Optional.empty()));
        } else {
            makeForAdmin(settings, callers, keys, "bootstrap");
        }
    }

    private static void makeForAdmin(GatewaySettings settings, Callers callers, ApiKeys keys, String label) {
        Caller admin = callers.with(Role.ADMIN)
                .orElseThrow(() -> new IllegalStateException("no identity of the settings has the role admin"));
        String key = random();
        write(settings.dataDir().resolve("bootstrap-admin-key"), key);
        keys.add(key, admin.name(), label, Optional.empty());
    }

    private static void remove(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " can't be removed: " + e.getMessage(), e);
        }
    }

    private static String random() {
        byte[] random = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(random);
        return ApiKeys.PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }

    private static void write(Path file, String text) {
        OwnerOnlyFile.write(file, (text + "\n").getBytes(StandardCharsets.UTF_8));
        LOG.info("first keys are in {}", file);
    }
}
