package org.stemma.gateway.serving;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.stemma.api.Digest;

/**
 * The Ed25519 key pair by which a meter is known. Made once and kept in a file that only its owner can read; a meter that
 * loses it is another meter.
 */
final class MeterKey {
    private static final String ALGORITHM = "Ed25519";
    /** Bytes of a raw public key; in the X.509 form they stand last (RFC 8410). */
    private static final int RAW_BYTES = 32;

    private final PrivateKey privateKey;
    private final byte[] rawPublic;

    private MeterKey(PrivateKey privateKey, byte[] rawPublic) {
        this.privateKey = privateKey;
        this.rawPublic = rawPublic;
    }

    /** Reads the key, or makes it if the file is not there. */
    static MeterKey at(Path file) throws IOException {
        return Files.exists(file) ? read(file) : make(file);
    }

    /** The raw public key in base64, as the ledger keeps it. */
    String publicKey() {
        return Base64.getEncoder().encodeToString(rawPublic);
    }

    /** A short name of the key, under which the meter's log lies before the ledger has given it an id. */
    String fingerprint() {
        return Digest.of(rawPublic).hex().substring(0, 32);
    }

    /** The signature over the text's UTF-8 bytes, base64. Ed25519 is deterministic: the same text, the same signature. */
    String sign(String text) {
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(privateKey);
            signature.update(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the meter's key can't sign", e);
        }
    }

    private static MeterKey read(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file, StandardCharsets.US_ASCII);
        if (lines.size() != 2) {
            throw new IOException(file.getFileName() + " is no meter's key: two lines of base64 are expected");
        }
        try {
            byte[] encoded = Base64.getDecoder().decode(lines.get(0));
            PrivateKey key = KeyFactory.getInstance(ALGORITHM).generatePrivate(new PKCS8EncodedKeySpec(encoded));
            return new MeterKey(key, Base64.getDecoder().decode(lines.get(1)));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException(file.getFileName() + " is no meter's key", e);
        }
    }

    private static MeterKey make(Path file) throws IOException {
        KeyPair pair = generate();
        byte[] encoded = pair.getPublic().getEncoded();
        byte[] raw = Arrays.copyOfRange(encoded, encoded.length - RAW_BYTES, encoded.length);
        Base64.Encoder base64 = Base64.getEncoder();
        String text = base64.encodeToString(pair.getPrivate().getEncoded()) + "\n" + base64.encodeToString(raw) + "\n";
        Path folder = file.toAbsolutePath().getParent();
        Files.createDirectories(folder);
        // Beside it first: a crash leaves no half of a key under its name, and no moment at which others can read it.
        Path draft = Files.createTempFile(
                folder,
                "meter",
                ".tmp",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(draft, text, StandardCharsets.US_ASCII, StandardOpenOption.SYNC);
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        return new MeterKey(pair.getPrivate(), raw);
    }

    private static KeyPair generate() {
        try {
            return KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform from 15 on has Ed25519", e);
        }
    }
}
