package org.stemma.gateway.readmodel;

import com.google.protobuf.ByteString;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/** The common name of a certificate. Few certificates sign many transactions, so names are remembered. */
public final class CommonName {
    private static final int MAX_REMEMBERED = 10_000;
    private static final int MAX_LENGTH = 200;
    private static final Map<ByteString, String> NAMES = new ConcurrentHashMap<>();

    private CommonName() {}

    /** The common name, or nothing if these bytes are no certificate: then Fabric holds the transaction invalid. */
    static String of(ByteString certificate) {
        String known = NAMES.get(certificate);
        if (known != null) {
            return known;
        }
        String name = read(certificate);
        if (NAMES.size() < MAX_REMEMBERED) {
            NAMES.put(certificate, name);
        }
        return name;
    }

    /** The same, without remembering: for certificates that nobody has vouched for. */
    public static String read(ByteString certificate) {
        try {
            X509Certificate x509 = (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(certificate.newInput());
            LdapName subject = new LdapName(x509.getSubjectX500Principal().getName());
            return subject.getRdns().stream()
                    .filter(rdn -> rdn.getType().equalsIgnoreCase("CN"))
                    .map(Rdn::getValue)
                    .map(String::valueOf)
                    .map(name -> name.length() > MAX_LENGTH ? name.substring(0, MAX_LENGTH) : name)
                    .findFirst()
                    .orElse("");
        } catch (CertificateException | InvalidNameException e) {
            return "";
        }
    }
}
