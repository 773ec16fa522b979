package org.stemma.gateway.keystore;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.stemma.gateway.config.SettingsRefused;

/** Certificates and keys as Fabric's CA client writes them. */
final class Pem {
    private Pem() {}

    /**
     * Reads an MSP folder ({@code signcerts} and {@code keystore} with one file each), or {@code CERTIFICATE,KEY}.
     *
     * @throws SettingsRefused if it is neither, or key and certificate don't belong together
     */
    static EnrolledKey read(String source) {
        String[] parts = source.split(",", -1);
        EnrolledKey read = parts.length == 2
                ? read(Path.of(parts[0]), Path.of(parts[1]))
                : read(
                        only(Path.of(source, "signcerts"), "a certificate"),
                        only(Path.of(source, "keystore"), "a private key"));
        if (!read.belongsTogether()) {
            throw new SettingsRefused(
                    "The key is not the certificate's, or no key of an elliptic curve: " + source,
                    "name the two files of one enrolment");
        }
        return read;
    }

    private static Path only(Path folder, String what) {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> found = files.filter(Files::isRegularFile).toList();
            if (found.size() == 1) {
                return found.get(0);
            }
            throw new SettingsRefused(
                    folder + " holds " + found.size() + " files; one is expected, " + what + ".",
                    "name the files: CERTIFICATE,KEY");
        } catch (IOException e) {
            throw new SettingsRefused(
                    folder + " can't be read.", "name an MSP folder, or the two files as CERTIFICATE,KEY");
        }
    }

    private static EnrolledKey read(Path certificate, Path key) {
        try {
            X509CertificateHolder holder = (X509CertificateHolder) object(certificate);
            X509Certificate x509 = new JcaX509CertificateConverter().getCertificate(holder);
            return new EnrolledKey(x509, privateKey(object(key)));
        } catch (IOException | GeneralSecurityException | ClassCastException e) {
            // Not the parser's words: they may quote what was read.
            throw new SettingsRefused(
                    certificate + " and " + key + " are no certificate and private key in PEM.",
                    "name the files that the CA's client wrote; an encrypted key must be decrypted first");
        }
    }

    private static PrivateKey privateKey(Object pem) throws IOException, GeneralSecurityException {
        PrivateKeyInfo key = pem instanceof PEMKeyPair pair ? pair.getPrivateKeyInfo() : (PrivateKeyInfo) pem;
        return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(key.getEncoded()));
    }

    private static Object object(Path file) throws IOException {
        try (Reader reader = Files.newBufferedReader(file);
                PEMParser parser = new PEMParser(reader)) {
            Object read = parser.readObject();
            if (read == null) {
                throw new IOException("empty");
            }
            return read;
        }
    }
}
