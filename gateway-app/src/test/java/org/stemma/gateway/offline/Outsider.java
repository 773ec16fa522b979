package org.stemma.gateway.offline;

import java.io.IOException;
import java.io.StringReader;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERSequence;
import org.hyperledger.fabric.client.identity.Identities;
import org.hyperledger.fabric.client.identity.Signer;
import org.hyperledger.fabric.client.identity.Signers;
import org.stemma.api.Digest;
import org.stemma.gateway.support.TestIdentities;

/** An identity of which the gateway has neither certificate nor key. */
public final class Outsider {
    private static final BigInteger ORDER =
            new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);

    private final String certificate;
    private final Signer signer;

    public Outsider(Path folder, String name) throws IOException, GeneralSecurityException {
        TestIdentities.write(folder, name);
        certificate = Files.readString(folder.resolve(name + ".crt"));
        signer = Signers.newPrivateKeySigner(
                Identities.readPrivateKey(new StringReader(Files.readString(folder.resolve(name + ".key")))));
    }

    public String certificate() {
        return certificate;
    }

    public byte[] sign(byte[] bytes) throws GeneralSecurityException {
        return signer.sign(Digest.of(bytes).hash());
    }

    /** The other signature over the same bytes, which is as good in mathematics and which Fabric takes for a forgery. */
    byte[] signHigh(byte[] bytes) throws GeneralSecurityException, IOException {
        ASN1Sequence low = ASN1Sequence.getInstance(sign(bytes));
        BigInteger s = ASN1Integer.getInstance(low.getObjectAt(1)).getValue();
        ASN1EncodableVector both = new ASN1EncodableVector();
        both.add(low.getObjectAt(0));
        both.add(new ASN1Integer(ORDER.subtract(s)));
        return new DERSequence(both).getEncoded();
    }
}
