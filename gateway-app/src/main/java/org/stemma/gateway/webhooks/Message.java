package org.stemma.gateway.webhooks;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.stemma.gateway.events.LedgerEvent;

/**
 * An event as a receiver gets it, by the Standard Webhooks specification, version 1.
 *
 * @param id the same however often the event is sent to this webhook, so that a receiver can drop what it has
 */
record Message(String id, String body) {
    private static final String HMAC = "HmacSHA256";

    static Message of(String webhook, LedgerEvent event) {
        // Both are JSON already: a type and a time need no escapes.
        String body = "{\"data\":" + event.json() + ",\"timestamp\":\"" + event.at() + "\",\"type\":\"" + event.type()
                + "\"}";
        return new Message(id(webhook, event.position().toString()), body);
    }

    static String id(String webhook, String event) {
        return webhook + "_" + event;
    }

    /** The header {@code webhook-signature}: one signature by each secret. */
    String signature(Instant at, List<byte[]> secrets) {
        byte[] signed = (id + "." + at.getEpochSecond() + "." + body).getBytes(StandardCharsets.UTF_8);
        return secrets.stream()
                .map(secret -> "v1," + Base64.getEncoder().encodeToString(mac(secret, signed)))
                .collect(Collectors.joining(" "));
    }

    private static byte[] mac(byte[] secret, byte[] signed) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(secret, HMAC));
            return mac.doFinal(signed);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + HMAC, e);
        }
    }
}
