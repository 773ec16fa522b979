package org.stemma.client.story;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.stemma.api.MeterId;
import org.stemma.api.usage.UsageCommand;
import org.stemma.api.usage.UsageLine;
import org.stemma.client.gateway.Body;

/** A meter outside of any gateway, as an operator of batch jobs runs one: it signs its reports itself. */
final class BatchMeter {
    private static final int RAW_KEY = 32;

    private final Member operator;
    private final MeterId id;
    private final PrivateKey key;

    private BatchMeter(Member operator, MeterId id, PrivateKey key) {
        this.operator = operator;
        this.id = id;
        this.key = key;
    }

    MeterId id() {
        return id;
    }

    /** Registers the meter with the key in the file, which is made if it is not there. */
    static BatchMeter register(Member operator, Path file) {
        try {
            KeyPair keys = keys(file);
            byte[] der = keys.getPublic().getEncoded();
            String publicKey =
                    Base64.getEncoder().encodeToString(Arrays.copyOfRange(der, der.length - RAW_KEY, der.length));
            String id = Desk.id(
                    operator.as("meter"),
                    "/v1/meters",
                    "meter:batch",
                    new Body().with("name", operator.name() + "'s batch meter").with("publicKey", publicKey));
            return new BatchMeter(operator, new MeterId(id), keys.getPrivate());
        } catch (IOException | GeneralSecurityException e) {
            throw new StoryException("the batch meter has no key: " + e.getMessage(), e);
        }
    }

    /** Reports usage; the same lines again are the same report. */
    void report(long sequence, List<UsageLine> lines) {
        Desk.report(
                operator.as("meter"),
                "/v1/meters/" + id + "/reports",
                UsageCommand.Report.requestId(id, sequence).value(),
                new Body()
                        .with("sequence", sequence)
                        .with("lines", lines)
                        .with("signature", sign(UsageCommand.Report.statement(id, sequence, lines))));
    }

    private String sign(String statement) {
        try {
            Signature signer = Signature.getInstance("Ed25519");
            signer.initSign(key);
            signer.update(statement.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(signer.sign());
        } catch (GeneralSecurityException e) {
            throw new StoryException("the batch meter can't sign", e);
        }
    }

    private static KeyPair keys(Path file) throws IOException, GeneralSecurityException {
        if (Files.exists(file)) {
            List<String> lines = Files.readAllLines(file);
            KeyFactory factory = KeyFactory.getInstance("Ed25519");
            PublicKey open = factory.generatePublic(
                    new X509EncodedKeySpec(Base64.getDecoder().decode(lines.get(0))));
            return new KeyPair(
                    open,
                    factory.generatePrivate(
                            new PKCS8EncodedKeySpec(Base64.getDecoder().decode(lines.get(1)))));
        }
        KeyPair made = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        Base64.Encoder encoder = Base64.getEncoder();
        String text = encoder.encodeToString(made.getPublic().getEncoded()) + "\n"
                + encoder.encodeToString(made.getPrivate().getEncoded()) + "\n";
        try (var channel = Files.newByteChannel(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            channel.write(java.nio.ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
        }
        return made;
    }
}
