package org.stemma.gateway.security;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.stemma.gateway.keystore.OwnerOnlyFile;

/**
 * A secret of this gateway, made at its first start. Keys are derived from it and the request that asked for them, so
 * that the same request gives the same key without anybody having kept it.
 */
public final class GatewaySecret {
    private static final int BYTES = 32;
    private static final String HMAC = "HmacSHA256";

    private final byte[] secret;

    private GatewaySecret(byte[] secret) {
        this.secret = secret;
    }

    static GatewaySecret in(Path dataDir) {
        Path file = dataDir.resolve("secret");
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
