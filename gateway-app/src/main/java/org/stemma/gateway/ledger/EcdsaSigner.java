package org.stemma.gateway.ledger;

import java.io.IOException;
import java.math.BigInteger;
import java.security.PrivateKey;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.hyperledger.fabric.client.identity.Signer;

/**
 * Signs SHA-256 digests as Fabric wants it: ECDSA in DER, its s in the lower half of the group, since peers refuse the
 * other one. By Bouncy Castle, which needs a third of JDK's time; nonces are those of RFC 6979, so a machine that lacks
 * randomness gives no key away.
 */
final class EcdsaSigner implements Signer {
    private final ECPrivateKeyParameters key;
    private final BigInteger order;
    private final BigInteger half;

    private EcdsaSigner(ECPrivateKeyParameters key) {
        this.key = key;
        this.order = key.getParameters().getN();
        this.half = order.shiftRight(1);
    }

    /** @throws IllegalArgumentException if the key is not one of ECDSA */
    static Signer of(PrivateKey key) {
        try {
            if (PrivateKeyFactory.createKey(key.getEncoded()) instanceof ECPrivateKeyParameters onCurve) {
                return new EcdsaSigner(onCurve);
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("a private key that is not in PKCS#8", e);
        }
        throw new IllegalArgumentException("a key of " + key.getAlgorithm() + " signs nothing that Fabric takes");
    }

    @Override
    public byte[] sign(byte[] digest) {
        ECDSASigner signer = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
        signer.init(true, key);
        BigInteger[] signature = signer.generateSignature(digest);
        BigInteger s = signature[1].compareTo(half) > 0 ? order.subtract(signature[1]) : signature[1];
        try {
            return StandardDSAEncoding.INSTANCE.encode(order, signature[0], s);
        } catch (IOException e) {
            throw new IllegalStateException("two numbers can be written down", e);
        }
    }
}
