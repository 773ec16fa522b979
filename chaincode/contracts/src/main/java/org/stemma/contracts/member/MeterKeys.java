package org.stemma.contracts.member;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collections;
import java.util.Map;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;
import org.stemma.api.LruMap;
import org.stemma.api.Refused;
import org.stemma.api.member.MemberRefusal;
import org.stemma.api.member.Meter;

/**
 * Ed25519 (RFC 8032) keys of meters. Verification is deterministic, so that endorsers agree. It is Bouncy Castle's, which
 * takes a fraction of the time of the platform's own: every endorser of every report pays for it.
 */
public final class MeterKeys {
    private static final int MAX_PARSED = 256;

    /** Keys' points as they were last decoded: a square root in the field, for each of a meter's thousand reports. */
    private static final Map<String, Ed25519PublicKeyParameters> PARSED =
            Collections.synchronizedMap(new LruMap<>(MAX_PARSED));

    private MeterKeys() {}

    /** Whether this key signed this text. */
    public static boolean verifies(Meter.Key key, String text, String signature) {
        try {
            Ed25519Signer verifier = new Ed25519Signer();
            verifier.init(false, parse(key.publicKey()));
            byte[] signed = text.getBytes(StandardCharsets.UTF_8);
            verifier.update(signed, 0, signed.length);
            return verifier.verifySignature(Base64.getDecoder().decode(signature));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    static void mustBeValid(String publicKey) {
        try {
            parse(publicKey);
        } catch (IllegalArgumentException e) {
            throw Refused.because(
                    MemberRefusal.KEY_INVALID,
                    "member",
                    "publicKey",
                    "expected",
                    "the base64 of 32 bytes, a point of the curve");
        }
    }

    /** The 32 raw bytes of a point on the curve; anything else is no key. */
    private static Ed25519PublicKeyParameters parse(String publicKey) {
        return PARSED.computeIfAbsent(
                publicKey,
                text -> new Ed25519PublicKeyParameters(Base64.getDecoder().decode(text)));
    }
}
