package org.stemma.gateway.offline;

import java.util.Base64;
import org.springframework.util.unit.DataSize;
import org.stemma.api.Refused;
import org.stemma.gateway.GatewayRefusal;
import org.stemma.gateway.web.Malformed;

/** What comes back signed: base64 of the bytes and of the signature in DER. */
final class SignedBytes {
    /** A P-256 signature in DER has at most 72 bytes. */
    private static final int MAX_SIGNATURE = 72;

    private final byte[] bytes;
    private final byte[] signature;

    private SignedBytes(byte[] bytes, byte[] signature) {
        this.bytes = bytes;
        this.signature = signature;
    }

    byte[] bytes() {
        return bytes.clone();
    }

    byte[] signature() {
        return signature.clone();
    }

    static SignedBytes of(String member, String bytes, String signature, DataSize most) {
        byte[] signed = decoded(member, bytes);
        Refused.unless(signed.length <= most.toBytes(), GatewayRefusal.BODY_TOO_LARGE, "allowed", most.toBytes());
        byte[] by = decoded("signature", signature);
        if (by.length > MAX_SIGNATURE) {
            throw Malformed.at("signature", "at most " + MAX_SIGNATURE + " bytes are expected");
        }
        return new SignedBytes(signed, by);
    }

    private static byte[] decoded(String member, String base64) {
        try {
            byte[] decoded = Base64.getDecoder().decode(base64);
            if (decoded.length > 0) {
                return decoded;
            }
        } catch (IllegalArgumentException e) {
            // Said below.
        }
        throw Malformed.at(member, "base64 is expected");
    }
}
