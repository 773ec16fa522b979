package org.stemma.gateway.ledger;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPrivateKeySpec;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;
import org.hyperledger.fabric.client.identity.Signer;
import org.junit.jupiter.api.Test;

class EcdsaSignerTest {
    private static final int SIGNATURES = 64;

    private static byte[] digest(String message) throws GeneralSecurityException {
        return MessageDigest.getInstance("SHA-256").digest(message.getBytes(StandardCharsets.UTF_8));
    }

    /** JDK's own verifier takes them, and every s is in the lower half. */
    @Test
    void signatures_are_good_and_low() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair pair = generator.generateKeyPair();
        BigInteger order = ((ECPrivateKey) pair.getPrivate()).getParams().getOrder();
        Signer signer = EcdsaSigner.of(pair.getPrivate());
        for (int i = 0; i < SIGNATURES; i++) {
            byte[] signature = signer.sign(digest("message " + i));
            Signature verifier = Signature.getInstance("SHA256withECDSA");
            verifier.initVerify(pair.getPublic());
            verifier.update(("message " + i).getBytes(StandardCharsets.UTF_8));
            assertTrue(verifier.verify(signature), "message " + i);
            BigInteger s = StandardDSAEncoding.INSTANCE.decode(order, signature)[1];
            assertTrue(s.compareTo(order.shiftRight(1)) <= 0, "message " + i);
        }
    }

    /** RFC 6979, appendix A.2.5: curve NIST P-256, SHA-256, message "sample", whose s is in the upper half. */
    @Test
    void nonces_are_those_of_rfc_6979() throws Exception {
        AlgorithmParameters curve = AlgorithmParameters.getInstance("EC");
        curve.init(new ECGenParameterSpec("secp256r1"));
        ECParameterSpec parameters = curve.getParameterSpec(ECParameterSpec.class);
        PrivateKey key = KeyFactory.getInstance("EC")
                .generatePrivate(new ECPrivateKeySpec(
                        number("C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721"), parameters));
        BigInteger order = parameters.getOrder();
        byte[] signature = EcdsaSigner.of(key).sign(digest("sample"));
        assertArrayEquals(
                new BigInteger[] {
                    number("EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716"),
                    order.subtract(number("F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8"))
                },
                StandardDSAEncoding.INSTANCE.decode(order, signature));
    }

    private static BigInteger number(String hex) {
        return new BigInteger(hex, 16);
    }

    @Test
    void another_kind_of_key_is_refused() throws Exception {
        PrivateKey key =
                KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate();
        assertThrows(IllegalArgumentException.class, () -> EcdsaSigner.of(key));
    }
}
