package org.stemma.contracts.testing;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.List;
import org.hyperledger.fabric.protos.common.MSPPrincipal;
import org.hyperledger.fabric.protos.common.MSPRole;
import org.hyperledger.fabric.protos.common.SignaturePolicy;
import org.hyperledger.fabric.protos.common.SignaturePolicyEnvelope;

/** Signature policies as Fabric evaluates them: depth first, in order, each signature counted once. */
public final class Policies {
    private Policies() {}

    /** Whether peers of these organisations satisfy the policy. */
    public static boolean accepts(byte[] policy, List<String> organisations) {
        try {
            SignaturePolicyEnvelope envelope = SignaturePolicyEnvelope.parseFrom(policy);
            boolean[] used = new boolean[organisations.size()];
            return accepts(envelope.getRule(), envelope, organisations, used);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("at this point the peers of a real network stop for good: no policy", e);
        }
    }

    private static boolean accepts(
            SignaturePolicy rule, SignaturePolicyEnvelope envelope, List<String> signers, boolean[] used)
            throws InvalidProtocolBufferException {
        if (rule.hasSignedBy()) {
            String wanted = mspOf(envelope.getIdentities(rule.getSignedBy()));
            for (int i = 0; i < used.length; i++) {
                if (!used[i] && signers.get(i).equals(wanted)) {
                    used[i] = true;
                    return true;
                }
            }
            return false;
        }
        int verified = 0;
        for (SignaturePolicy part : rule.getNOutOf().getRulesList()) {
            boolean[] attempt = used.clone();
            if (accepts(part, envelope, signers, attempt)) {
                verified++;
                System.arraycopy(attempt, 0, used, 0, used.length);
            }
        }
        return verified >= rule.getNOutOf().getN();
    }

    private static String mspOf(MSPPrincipal principal) throws InvalidProtocolBufferException {
        return MSPRole.parseFrom(principal.getPrincipal()).getMspIdentifier();
    }

    /** Whether bytes are a policy at all. Fabric takes any; then nobody can write the key. */
    static boolean isPolicy(byte[] policy) {
        try {
            return SignaturePolicyEnvelope.parseFrom(policy).hasRule();
        } catch (InvalidProtocolBufferException e) {
            return false;
        }
    }
}
