package org.stemma.contracts.member;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import org.stemma.api.Refused;
import org.stemma.api.member.MemberRefusal;
import org.stemma.api.member.Meter;

/** Ed25519 (RFC 8032) keys of meters. Verification is deterministic, so that endorsers agree. */
public final class MeterKeys {
    /** The DER header of an Ed25519 SubjectPublicKeyInfo (RFC 8410, section 4); the 32 raw bytes follow it. */
    private static final byte[] HEADER = HexFormat.of().parseHex("302a300506032b6570032100");

    private static final int KEY_BYTES = 32;

    private MeterKeys() {}

    /** Whether the meter's key signed this text. */
    public static boolean verifies(Meter meter, String text, String signature) {
        try {
            Signature verifier = Signature.getInstance("Ed25519");
            verifier.initVerify(parse(meter.publicKey()));
            verifier.update(text.getBytes(StandardCharsets.UTF_8));
            return verifier.verify(Base64.getDecoder().decode(signature));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return false;
        }
    }

    static void mustBeValid(String publicKey) {
        try {
            parse(publicKey);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw Refused.because(MemberRefusal.KEY_INVALID);
        }
    }

    private static PublicKey parse(String publicKey) throws GeneralSecurityException {
        byte[] raw = Base64.getDecoder().decode(publicKey);
        if (raw.length != KEY_BYTES) {
            throw new IllegalArgumentException("a key of " + KEY_BYTES + " bytes is expected");
        }
        byte[] der = java.util.Arrays.copyOf(HEADER, HEADER.length + KEY_BYTES);
        System.arraycopy(raw, 0, der, HEADER.length, KEY_BYTES);
        return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(der));
    }
}
