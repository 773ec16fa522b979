package org.stemma.contracts.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.stemma.api.Codec;
import org.stemma.api.OrgId;
import org.stemma.api.kernel.Charter.Membership;
import org.stemma.contracts.testing.Policies;

/** The policies' bytes are golden: Fabric's own evaluator reads the same file in network/tools/fabric/policies. */
final class KeyPoliciesTest {
    private static final List<OrgId> MEMBERS = List.of(
            new OrgId("ArchiveMSP"),
            new OrgId("LabMSP"),
            new OrgId("PressMSP"),
            new OrgId("StudioMSP"),
            new OrgId("TheatreMSP"));

    @Test
    void policies_are_the_bytes_that_fabric_was_asked_about() throws IOException {
        try (var golden = KeyPoliciesTest.class.getResourceAsStream("/golden/policies.json")) {
            assertEquals(new String(golden.readAllBytes(), StandardCharsets.UTF_8).strip(), Codec.write(samples()));
        }
    }

    private static List<Object> samples() {
        List<Object> samples = new ArrayList<>();
        for (int n = 3; n <= 5; n++) {
            Membership membership = new Membership(1, MEMBERS.subList(0, n));
            for (OrgId owner : membership.organisations()) {
                byte[] policy = KeyPolicies.ownerAndOthers(owner, membership);
                samples.add(sample("ownerAndOthers", owner.value(), membership, policy));
            }
            samples.add(sample("twoThirds", "", membership, KeyPolicies.twoThirds(membership)));
        }
        return samples;
    }

    private static Object sample(String kind, String owner, Membership membership, byte[] policy) {
        return Map.of(
                "kind",
                kind,
                "owner",
                owner,
                "organisations",
                membership.organisations().stream().map(OrgId::value).toList(),
                "policy",
                Base64.getEncoder().encodeToString(policy));
    }

    @Test
    void the_owner_needs_others_and_others_need_the_owner() {
        byte[] policy = KeyPolicies.ownerAndOthers(new OrgId("LabMSP"), new Membership(1, MEMBERS.subList(0, 3)));
        assertTrue(Policies.accepts(policy, List.of("LabMSP", "PressMSP")));
        assertTrue(Policies.accepts(policy, List.of("ArchiveMSP", "LabMSP")));
        assertFalse(Policies.accepts(policy, List.of("LabMSP")));
        assertFalse(Policies.accepts(policy, List.of("ArchiveMSP", "PressMSP")));
    }
}
