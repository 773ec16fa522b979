package org.stemma.gateway.serving;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.params.HKDFParameters;
import org.stemma.api.Digest;
import org.stemma.api.RequestId;
import org.stemma.gateway.security.GrantUser;

/**
 * How the answer to a request is kept: under a key that is derived (HKDF-SHA-256, RFC 5869) from the grant key that asked,
 * of which nobody keeps more than a digest. So the gateway's database alone shows no answer; who asks again brings the key.
 *
 * @param command digest of what is asked
 */
record SealedAnswer(GrantUser user, RequestId request, Digest command) {
    private static final byte[] INFO = "stemma completion answers 1".getBytes(StandardCharsets.US_ASCII);
    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final SecureRandom RANDOM = new SecureRandom();

    /** The key for what is answered under a grant key. */
    static SecretKey keyFor(String grantKey) {
        HKDFBytesGenerator hkdf = new HKDFBytesGenerator(new SHA256Digest());
        hkdf.init(new HKDFParameters(grantKey.getBytes(StandardCharsets.UTF_8), null, INFO));
        byte[] derived = new byte[KEY_BYTES];
        hkdf.generateBytes(derived, 0, KEY_BYTES);
        return new SecretKeySpec(derived, "AES");
    }

    Remembered seal(String answer) {
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        byte[] sealed = apply(Cipher.ENCRYPT_MODE, nonce, answer.getBytes(StandardCharsets.UTF_8));
        byte[] kept = ByteBuffer.allocate(NONCE_BYTES + sealed.length)
                .put(nonce)
                .put(sealed)
                .array();
        return new Remembered(request, command, Base64.getEncoder().encodeToString(kept));
    }

    /** The answer; what was kept must be of this request, this command and this key. */
    String open(Remembered kept) {
        ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(kept.sealed()));
        byte[] nonce = new byte[NONCE_BYTES];
        bytes.get(nonce);
        byte[] sealed = new byte[bytes.remaining()];
        bytes.get(sealed);
        return new String(apply(Cipher.DECRYPT_MODE, nonce, sealed), StandardCharsets.UTF_8);
    }

    private byte[] apply(int mode, byte[] nonce, byte[] text) {
        try {
            Cipher cipher = Cipher.getInstance(CIPHER);
            cipher.init(mode, user.answers(), new GCMParameterSpec(TAG_BITS, nonce));
            // An answer can't be moved to another row.
            cipher.updateAAD(String.join("/", user.grant().value(), request.value(), command.value())
                    .getBytes(StandardCharsets.UTF_8));
            return cipher.doFinal(text);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the answer kept for request " + request + " can't be opened", e);
        }
    }
}
