package org.stemma.contracts.testing;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** An identity with a real certificate that carries Fabric CA's attributes. */
public record TestIdentity(String organisation, String name, String roles, String pem) {
    /** Where Fabric CA puts attributes. */
    private static final ASN1ObjectIdentifier ATTRIBUTES = new ASN1ObjectIdentifier("1.2.3.4.5.6.7.8.1");

    private static final Map<String, TestIdentity> MADE = new ConcurrentHashMap<>();

    /** An identity of these roles, separated by commas. */
    public static TestIdentity of(String organisation, String name, String roles) {
        return MADE.computeIfAbsent(
                organisation + "/" + name + "/" + roles,
                key -> new TestIdentity(organisation, name, roles, certificate(name, roles)));
    }

    private static String certificate(String name, String roles) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            KeyPair keys = generator.generateKeyPair();
            X500Name subject = new X500Name("CN=" + name);
            Instant now = Instant.now();
            String attributes = "{\"attrs\":{\"hf.EnrollmentID\":\"" + name + "\",\"stemma.roles\":\"" + roles + "\"}}";
            JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    subject,
                    BigInteger.ONE,
                    Date.from(now.minusSeconds(60)),
                    Date.from(now.plusSeconds(3600)),
                    subject,
                    keys.getPublic());
            builder.addExtension(ATTRIBUTES, false, attributes.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            X509CertificateHolder holder =
                    builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()));
            String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(holder.getEncoded());
            return "-----BEGIN CERTIFICATE-----\n" + body + "\n-----END CERTIFICATE-----\n";
        } catch (Exception e) {
            throw new IllegalStateException("making a certificate", e);
        }
    }
}
