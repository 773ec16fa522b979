package org.stemma.gateway.ledger;

import com.google.protobuf.ByteString;
import java.io.StringReader;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.util.Set;
import org.hyperledger.fabric.client.identity.Identities;
import org.hyperledger.fabric.client.identity.X509Identity;
import org.stemma.api.OrgId;
import org.stemma.api.Refused;
import org.stemma.gateway.GatewayRefusal;
import org.stemma.gateway.readmodel.CommonName;

/**
 * An identity of this organisation whose key this gateway does not have. That its certificate is the organisation's is
 * for the peers to say, who know the organisation's authorities; here is checked what a client most often gets wrong.
 */
public final class OfflineSigner {
    private static final int FIELD_BITS = 256;

    private final Caller caller;
    private final X509Certificate certificate;
    private final ECPublicKey key;

    private OfflineSigner(Caller caller, X509Certificate certificate, ECPublicKey key) {
        this.caller = caller;
        this.certificate = certificate;
        this.key = key;
    }

    /**
     * Reads a certificate in PEM.
     *
     * @throws Refused {@code gateway.certificate_unfit}
     */
    public static OfflineSigner of(OrgId organisation, String pem) {
        try {
            X509Certificate certificate = Identities.readX509Certificate(new StringReader(pem));
            certificate.checkValidity();
            if (certificate.getPublicKey() instanceof ECPublicKey key
                    && key.getParams().getCurve().getField().getFieldSize() == FIELD_BITS) {
                String name = CommonName.read(ByteString.copyFromUtf8(Identities.toPemString(certificate)));
                return new OfflineSigner(new Caller(organisation, name, Set.of()), certificate, key);
            }
            throw unfit("its key is not on the curve P-256");
        } catch (CertificateNotYetValidException e) {
            throw unfit("it is not valid yet");
        } catch (java.security.cert.CertificateExpiredException e) {
            throw unfit("it has expired");
        } catch (java.io.IOException | CertificateException e) {
            throw unfit("it is no X.509 certificate in PEM");
        }
    }

    private static Refused unfit(String why) {
        return Refused.because(GatewayRefusal.CERTIFICATE_UNFIT, "why", why);
    }

    public Caller caller() {
        return caller;
    }

    X509Identity identity() {
        return new X509Identity(caller.organisation().value(), certificate);
    }

    /**
     * Refuses what is not this identity's signature over the bytes' SHA-256, in DER and with the lower of the two values
     * of s: Fabric takes no other, and only says that access is denied.
     */
    void mustHaveSigned(byte[] bytes, byte[] signature) {
        try {
            Signature verifier = Signature.getInstance("SHA256withECDSA");
            verifier.initVerify(key);
            verifier.update(bytes);
            Refused.unless(verifier.verify(signature) && isLow(signature), GatewayRefusal.SIGNATURE_WRONG);
        } catch (GeneralSecurityException | IndexOutOfBoundsException e) {
            throw Refused.because(GatewayRefusal.SIGNATURE_WRONG);
        }
    }

    /** Of a verified signature, SEQUENCE { INTEGER r, INTEGER s }; on P-256 every length is one byte. */
    private boolean isLow(byte[] der) {
        int at = 4 + der[3] + 1;
        BigInteger s = new BigInteger(der, at + 1, der[at]);
        return s.compareTo(key.getParams().getOrder().shiftRight(1)) <= 0;
    }
}
