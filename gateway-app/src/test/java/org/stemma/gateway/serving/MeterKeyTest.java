package org.stemma.gateway.serving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeterKeyTest {
    /** What RFC 8410 puts before the 32 raw bytes. */
    private static final String X509_PREFIX = "302a300506032b6570032100";

    @TempDir
    Path folder;

    @Test
    void the_key_is_made_once_and_only_its_owner_reads_it() throws IOException {
        Path file = folder.resolve("new/meter.key");

        MeterKey made = MeterKey.at(file);
        MeterKey read = MeterKey.at(file);

        assertEquals(made.publicKey(), read.publicKey());
        assertEquals(made.fingerprint(), read.fingerprint());
        assertEquals(made.sign("text"), read.sign("text"));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }

    @Test
    void a_signature_is_verified_with_the_raw_public_key() throws IOException, GeneralSecurityException {
        MeterKey key = MeterKey.at(folder.resolve("meter.key"));
        byte[] raw = Base64.getDecoder().decode(key.publicKey());
        byte[] encoded = HexFormat.of().parseHex(X509_PREFIX + HexFormat.of().formatHex(raw));

        Signature verifier = Signature.getInstance("Ed25519");
        verifier.initVerify(KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded)));
        verifier.update("größer".getBytes(StandardCharsets.UTF_8));

        assertEquals(32, raw.length);
        assertTrue(verifier.verify(Base64.getDecoder().decode(key.sign("größer"))));
    }

    @Test
    void a_broken_file_is_refused_and_not_replaced() throws IOException {
        Path file = folder.resolve("meter.key");
        Files.writeString(file, "nothing\nof use\n");

        assertThrows(IOException.class, () -> MeterKey.at(file));
        assertEquals("nothing\nof use\n", Files.readString(file));
    }
}
