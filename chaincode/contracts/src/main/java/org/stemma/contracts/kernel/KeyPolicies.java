package org.stemma.contracts.kernel;

import java.util.ArrayList;
import java.util.List;
import org.hyperledger.fabric.protos.common.MSPPrincipal;
import org.hyperledger.fabric.protos.common.MSPRole;
import org.hyperledger.fabric.protos.common.SignaturePolicy;
import org.hyperledger.fabric.protos.common.SignaturePolicyEnvelope;
import org.stemma.api.OrgId;
import org.stemma.api.kernel.Charter.Membership;

/** Who must endorse changes of a key, as Fabric's signature policies of peers. */
public final class KeyPolicies {
    private KeyPolicies() {}

    /**
     * The owner, and ⌊n/2⌋ of the other members. Fabric counts each signature once, so the owner stands outside of the
     * second part: inside, the policy would ask for more than it says.
     */
    public static byte[] ownerAndOthers(OrgId owner, Membership membership) {
        List<OrgId> others = membership.organisations().stream()
                .filter(organisation -> !organisation.equals(owner))
                .toList();
        List<OrgId> signers = new ArrayList<>(List.of(owner));
        signers.addAll(others);
        SignaturePolicy rest = outOf(membership.organisations().size() / 2, indexes(1, others.size()));
        return envelope(signers, outOf(2, List.of(signedBy(0), rest)));
    }

    /** Two thirds of the members, rounded up: what the council alone may write. */
    public static byte[] twoThirds(Membership membership) {
        List<OrgId> all = membership.organisations();
        return envelope(all, outOf((2 * all.size() + 2) / 3, indexes(0, all.size())));
    }

    private static List<SignaturePolicy> indexes(int from, int count) {
        List<SignaturePolicy> rules = new ArrayList<>();
        for (int i = from; i < from + count; i++) {
            rules.add(signedBy(i));
        }
        return rules;
    }

    private static SignaturePolicy signedBy(int index) {
        return SignaturePolicy.newBuilder().setSignedBy(index).build();
    }

    private static SignaturePolicy outOf(int count, List<SignaturePolicy> rules) {
        return SignaturePolicy.newBuilder()
                .setNOutOf(SignaturePolicy.NOutOf.newBuilder().setN(count).addAllRules(rules))
                .build();
    }

    private static byte[] envelope(List<OrgId> signers, SignaturePolicy rule) {
        SignaturePolicyEnvelope.Builder envelope =
                SignaturePolicyEnvelope.newBuilder().setRule(rule);
        signers.forEach(signer -> envelope.addIdentities(peerOf(signer)));
        return envelope.build().toByteArray();
    }

    private static MSPPrincipal peerOf(OrgId organisation) {
        return MSPPrincipal.newBuilder()
                .setPrincipalClassification(MSPPrincipal.Classification.ROLE)
                .setPrincipal(MSPRole.newBuilder()
                        .setMspIdentifier(organisation.value())
                        .setRole(MSPRole.MSPRoleType.PEER)
                        .build()
                        .toByteString())
                .build();
    }
}
