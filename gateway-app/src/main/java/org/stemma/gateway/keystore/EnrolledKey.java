package org.stemma.gateway.keystore;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import org.bouncycastle.asn1.ASN1OctetString;
import org.stemma.api.Codec;
import org.stemma.api.MalformedException;
import org.stemma.api.member.Role;

/** A certificate that Fabric's CA issued, and its private key. */
public record EnrolledKey(X509Certificate certificate, PrivateKey key) {
    /** Fabric CA's extension: a JSON object {@code {"attrs":{…}}} of an identity's attributes. */
    static final String ATTRIBUTES = "1.2.3.4.5.6.7.8.1";

    private static final String ROLES = "stemma.roles";

    /** The certificate's common name, by which callers and the ledger know the identity. */
    public String name() {
        try {
            return new LdapName(certificate.getSubjectX500Principal().getName())
                    .getRdns().stream()
                            .filter(rdn -> rdn.getType().equalsIgnoreCase("CN"))
                            .map(Rdn::getValue)
                            .map(String::valueOf)
                            .findFirst()
                            .orElseThrow(() -> new IllegalArgumentException("the certificate has no common name"));
        } catch (InvalidNameException e) {
            throw new IllegalArgumentException("the certificate's subject is no name", e);
        }
    }

    /** The roles that the CA wrote into the certificate; none if it wrote none. */
    public Set<Role> roles() {
        byte[] extension = certificate.getExtensionValue(ATTRIBUTES);
        if (extension == null) {
            return Set.of();
        }
        String json =
                new String(ASN1OctetString.getInstance(extension).getOctets(), java.nio.charset.StandardCharsets.UTF_8);
        try {
            Object attributes = Codec.members(json).get("attrs");
            Object words = attributes instanceof Map<?, ?> map ? map.get(ROLES) : null;
            return words == null ? Set.of() : roles(String.valueOf(words));
        } catch (MalformedException e) {
            throw new IllegalArgumentException("the certificate's attributes are not of Fabric CA's form", e);
        }
    }

    private static Set<Role> roles(String words) {
        return Arrays.stream(words.split(","))
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .map(word -> Role.valueOf(word.toUpperCase(Locale.ROOT)))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Whether the key is the certificate's: what it signs, the certificate's public key accepts. */
    boolean belongsTogether() {
        byte[] probe = {1, 2, 3};
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(key);
            signature.update(probe);
            byte[] signed = signature.sign();
            signature.initVerify(certificate.getPublicKey());
            signature.update(probe);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    @Override
    public String toString() {
        return "EnrolledKey[" + name() + "]";
    }
}
