package org.stemma.gateway.security;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.jdbc.core.JdbcTemplate;
import org.stemma.gateway.config.SettingsRefused;
import org.stemma.gateway.keystore.OwnerOnlyFile;

/**
 * A secret of this gateway, made at its first start. Keys are derived from it and the request that asked for them, so
 * that the same request gives the same key without anybody having kept it.
 */
public final class GatewaySecret {
    private static final int BYTES = 32;
    private static final String NAME = "secret";
    private static final String HMAC = "HmacSHA256";

    private final byte[] secret;

    private GatewaySecret(byte[] secret) {
        this.secret = secret;
    }

    /**
     * The secret of which the database knows a check value, or a new one where it knows none.
     *
     * @throws SettingsRefused if the file is lost, or another one than keys and webhooks were made with
     */
    static GatewaySecret known(Path dataDir, JdbcTemplate jdbc) {
        Optional<String> check =
                jdbc.queryForList("SELECT check_value FROM gateway_check WHERE name = 'secret'", String.class).stream()
                        .findFirst();
        Path file = dataDir.resolve(NAME);
        if (check.isPresent() && !Files.exists(file)) {
            throw another(file, "is lost. Its database was made with it");
        }
        GatewaySecret secret = in(dataDir);
        String value = secret.key("check_", "secret");
        if (check.isEmpty()) {
            jdbc.update("INSERT INTO gateway_check (name, check_value) VALUES ('secret', ?)", value);
        } else if (!check.get().equals(value)) {
            throw another(file, "is another one than its database was made with");
        }
        return secret;
    }

    private static SettingsRefused another(Path file, String what) {
        return new SettingsRefused(
                "The gateway's secret " + file + " " + what
                        + ": webhooks would be signed with secrets that nobody knows.",
                "restore the file from a backup; if it is lost for good: DELETE FROM gateway_check WHERE name ="
                        + " 'secret', then rotate the secrets of all webhooks");
    }

    static GatewaySecret in(Path dataDir) {
        Path file = dataDir.resolve(NAME);
        try {
            if (!Files.exists(file)) {
                byte[] made = new byte[BYTES];
                new SecureRandom().nextBytes(made);
                OwnerOnlyFile.write(file, made);
            }
            byte[] read = Files.readAllBytes(file);
            if (read.length != BYTES) {
                throw new IllegalStateException(file + " does not hold " + BYTES + " bytes");
            }
            return new GatewaySecret(read);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " can't be read: " + e.getMessage(), e);
        }
    }

    /** A key of 256 bits behind a prefix such as {@code sgk_}: HMAC-SHA-256 (RFC 2104) over what it is made for. */
    public String key(String prefix, String... madeFor) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(secret, HMAC));
            mac.update(prefix.getBytes(StandardCharsets.UTF_8));
            for (String part : madeFor) {
                mac.update((byte) 0);
                mac.update(part.getBytes(StandardCharsets.UTF_8));
            }
            return prefix + Base64.getUrlEncoder().withoutPadding().encodeToString(mac.doFinal());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + HMAC, e);
        }
    }
}
