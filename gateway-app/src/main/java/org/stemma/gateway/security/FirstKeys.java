package org.stemma.gateway.security;

import java.nio.charset.StandardCharsets;
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

    private FirstKeys() {}

    static void makeIfNone(GatewaySettings settings, Callers callers, ApiKeys keys) {
        if (!keys.isEmpty()) {
            return;
        }
        if (settings.demo()) {
            Map<String, String> made = new TreeMap<>();
            callers.all().forEach(caller -> made.put(caller.name(), make(keys, caller, "demo")));
            String json = Codec.write(Map.of("note", "demo only", "keys", made));
            write(settings.dataDir().resolve("demo-keys.json"), json);
        } else {
            Caller admin = callers.with(Role.ADMIN)
                    .orElseThrow(() -> new IllegalStateException("no identity of the settings has the role admin"));
            write(settings.dataDir().resolve("bootstrap-admin-key"), make(keys, admin, "bootstrap"));
        }
    }

    private static String make(ApiKeys keys, Caller caller, String label) {
        byte[] random = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(random);
        String key = ApiKeys.PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        keys.add(key, caller.name(), label, Optional.empty());
        return key;
    }

    private static void write(Path file, String text) {
        OwnerOnlyFile.write(file, (text + "\n").getBytes(StandardCharsets.UTF_8));
        LOG.info("first keys are in {}", file);
    }
}
