package org.stemma.gateway.keystore;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.AuthenticatedSafe;
import org.bouncycastle.asn1.pkcs.ContentInfo;
import org.bouncycastle.asn1.pkcs.EncryptedData;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.Pfx;
import org.bouncycastle.asn1.pkcs.SafeBag;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stemma.gateway.support.TestIdentities;
import picocli.CommandLine;

/** The command as an operator types it. */
class KeystoreCommandTest {
    private static final String PASSPHRASE = "correct-horse-battery-staple";

    @TempDir
    private Path folder;

    private Path keystore;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void enrol() throws IOException {
        keystore = folder.resolve("identities.p12");
        write(folder.resolve("passphrase"), PASSPHRASE + "\n", "rw-------");
        TestIdentities.write(folder, "owner", "owner", Duration.ofDays(60));
        TestIdentities.write(folder, "buyer", "buyer,holder", Duration.ofDays(60));
    }

    private static void write(Path file, String text, String mode) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    private int run(String... words) {
        return run(Map.of(), words);
    }

    private int run(Map<String, String> environment, String... words) {
        CommandLine line = KeystoreCommand.line(environment);
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return line.execute(words);
    }

    private int withFile(String verb, String... words) {
        String[] all = new String[words.length + 5];
        all[0] = verb;
        all[1] = "--file";
        all[2] = keystore.toString();
        all[3] = "--passphrase-file";
        all[4] = folder.resolve("passphrase").toString();
        System.arraycopy(words, 0, all, 5, words.length);
        return run(all);
    }

    private String pem(String name) {
        return folder.resolve(name + ".crt") + "," + folder.resolve(name + ".key");
    }

    @Test
    void keys_go_in_are_listed_and_go_out() throws IOException {
        assertEquals(0, withFile("import", pem("owner"), pem("buyer")), err.toString());
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(keystore)));
        assertEquals(0, withFile("list"));
        assertTrue(out.toString().contains("buyer  roles: buyer,holder  valid until "), out.toString());
        assertEquals(0, withFile("remove", "buyer"));
        out.getBuffer().setLength(0);
        assertEquals(0, withFile("list"));
        assertTrue(out.toString().startsWith("owner  roles: owner"), out.toString());
        assertFalse(out.toString().contains("buyer"));
        assertFalse((out + "" + err).contains("PRIVATE"));
    }

    @Test
    void an_msp_folder_is_taken_as_it_lies() throws IOException {
        Path msp = folder.resolve("msp");
        Files.createDirectories(msp.resolve("signcerts"));
        Files.createDirectories(msp.resolve("keystore"));
        Files.copy(folder.resolve("owner.crt"), msp.resolve("signcerts/cert.pem"));
        Files.copy(folder.resolve("owner.key"), msp.resolve("keystore/key.pem"));
        assertEquals(0, withFile("import", msp.toString()), err.toString());
        assertTrue(out.toString().contains("imported owner"));
    }

    @Test
    void the_passphrase_may_come_from_the_environment() {
        Map<String, String> environment = Map.of(Passphrase.VARIABLE, PASSPHRASE);
        assertEquals(0, run(environment, "import", "--file", keystore.toString(), pem("owner")), err.toString());
        assertEquals(0, withFile("list"), err.toString());
    }

    @Test
    void what_is_not_right_is_refused_with_what_to_do() throws IOException {
        assertEquals(0, withFile("import", pem("owner")));
        refused("no passphrase", "stemma.keystore.passphrase-file", run("list", "--file", keystore.toString()));
        refused("no identity nobody", "keystore list", withFile("remove", "nobody"));
        refused(
                "is not the certificate's",
                "one enrolment",
                withFile("import", folder.resolve("owner.crt") + "," + folder.resolve("buyer.key")));
        refused(
                "are no certificate and private key",
                "",
                withFile("import", folder.resolve("owner.key") + "," + folder.resolve("owner.crt")));
        refused(
                "can't be read",
                "MSP folder",
                withFile("import", folder.resolve("nowhere").toString()));
        write(folder.resolve("passphrase"), "another-passphrase-of-some-length", "rw-------");
        refused("does not open", "", withFile("list"));
        write(folder.resolve("passphrase"), "short", "rw-------");
        refused("20 to 1000", "openssl rand", withFile("list"));
    }

    @Test
    void rounds_out_of_bounds_are_refused_and_change_nothing() throws IOException {
        assertEquals(0, withFile("import", "--rounds", "1000", pem("owner")), err.toString());
        byte[] before = Files.readAllBytes(keystore);
        refused(
                "999 rounds are not between 1000 and",
                "another number",
                withFile("remove", "--rounds", "999", "owner"));
        refused("10000001 rounds", "", withFile("import", "--rounds", "10000001", pem("buyer")));
        assertArrayEquals(before, Files.readAllBytes(keystore));
    }

    @Test
    void loose_modes_are_refused() throws IOException {
        assertEquals(0, withFile("import", pem("owner")));
        write(folder.resolve("passphrase"), PASSPHRASE, "rw-r-----");
        refused("has the mode rw-r-----", "chmod 600", withFile("list"));
        write(folder.resolve("passphrase"), PASSPHRASE, "rw-------");
        Files.setPosixFilePermissions(keystore, PosixFilePermissions.fromString("rw----r--"));
        refused("has the mode rw----r--", "chmod 600", withFile("list"));
    }

    private void refused(String cause, String next, int exit) {
        assertEquals(KeystoreCommand.REFUSED, exit, cause + ": " + err);
        assertTrue(err.toString().contains(cause), err.toString());
        assertTrue(err.toString().contains(next), err.toString());
        assertFalse(err.toString().contains(PASSPHRASE));
        err.getBuffer().setLength(0);
    }

    @Test
    void keys_and_certificates_are_under_aes_256_with_many_rounds() throws IOException {
        assertEquals(0, withFile("import", pem("owner")));
        protectedBy(200_000);
        assertEquals(0, withFile("import", "--rounds", "1000", pem("owner")));
        protectedBy(1_000);
    }

    private void protectedBy(int rounds) throws IOException {
        Pfx pfx = Pfx.getInstance(Files.readAllBytes(keystore));
        assertEquals(rounds, pfx.getMacData().getIterationCount().intValueExact());
        int found = 0;
        for (ContentInfo part :
                AuthenticatedSafe.getInstance(octets(pfx.getAuthSafe())).getContentInfo()) {
            if (part.getContentType().equals(PKCSObjectIdentifiers.encryptedData)) {
                strong(EncryptedData.getInstance(part.getContent()).getEncryptionAlgorithm(), rounds);
                found++;
            } else {
                SafeBag bag = SafeBag.getInstance(
                        ASN1Sequence.getInstance(octets(part)).getObjectAt(0));
                assertEquals(PKCSObjectIdentifiers.pkcs8ShroudedKeyBag, bag.getBagId());
                strong(EncryptedPrivateKeyInfo.getInstance(bag.getBagValue()).getEncryptionAlgorithm(), rounds);
                found++;
            }
        }
        assertEquals(2, found);
        assertFalse(new String(Files.readAllBytes(keystore), StandardCharsets.ISO_8859_1).contains("CN=owner"));
    }

    private static byte[] octets(ContentInfo content) {
        return ASN1OctetString.getInstance(content.getContent()).getOctets();
    }

    private static void strong(AlgorithmIdentifier algorithm, int rounds) {
        assertEquals(PKCSObjectIdentifiers.id_PBES2, algorithm.getAlgorithm());
        PBES2Parameters parameters = PBES2Parameters.getInstance(algorithm.getParameters());
        assertEquals(
                NISTObjectIdentifiers.id_aes256_CBC,
                parameters.getEncryptionScheme().getAlgorithm());
        PBKDF2Params derived =
                PBKDF2Params.getInstance(parameters.getKeyDerivationFunc().getParameters());
        assertEquals(PKCSObjectIdentifiers.id_hmacWithSHA256, derived.getPrf().getAlgorithm());
        assertEquals(rounds, derived.getIterationCount().intValueExact());
    }
}
