package org.stemma.contracts.story;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.stemma.api.Codec;
import org.stemma.api.Document;
import org.stemma.api.Drawer;
import org.stemma.api.OrgId;
import org.stemma.api.account.Wallet;
import org.stemma.api.asset.Asset;
import org.stemma.api.governance.Ballot;
import org.stemma.api.kernel.Charter;
import org.stemma.api.kernel.Charter.Membership;
import org.stemma.api.share.Holding;
import org.stemma.contracts.kernel.KeyPolicies;
import org.stemma.contracts.testing.MemoryLedger;
import org.stemma.contracts.testing.TestNetwork;

/** Which keys have a policy of their own, and whose: these and no others, whatever has happened to them. */
final class ConsentTest {
    /** What two thirds of the members write. */
    private static final Set<Drawer> COUNCILS = EnumSet.of(
            Drawer.CHARTER, Drawer.ORDER, Drawer.PROPOSAL, Drawer.LATEST_PROPOSAL, Drawer.PARAMETERS, Drawer.TREASURY);

    @Test
    void every_key_has_the_policy_that_is_promised() {
        List<Sample> samples = Sample.all(new World());
        samples.forEach(ConsentTest::runUnlessRefused);
        Set<Drawer> guarded = EnumSet.noneOf(Drawer.class);
        samples.stream().map(Sample::network).distinct().forEach(network -> guarded.addAll(guarded(network)));
        guarded.removeAll(COUNCILS);
        assertEquals(EnumSet.of(Drawer.WALLET, Drawer.ASSET, Drawer.HOLDING, Drawer.BALLOT), guarded);
    }

    /** The drawers whose keys have a policy, each the promised one. */
    private static Set<Drawer> guarded(TestNetwork network) {
        Membership members =
                network.find(Drawer.CHARTER, Charter.class).orElseThrow().membership();
        Set<Drawer> guarded = EnumSet.noneOf(Drawer.class);
        MemoryLedger ledger = network.ledger();
        for (Map.Entry<String, String> entry : ledger.all("").entrySet()) {
            Drawer drawer = Drawer.of(entry.getKey()).orElseThrow();
            Optional<byte[]> promised = COUNCILS.contains(drawer)
                    ? Optional.of(KeyPolicies.twoThirds(members))
                    : owner(Codec.decode(entry.getValue(), drawer.type()))
                            .map(owner -> KeyPolicies.ownerAndOthers(owner, members));
            Optional<byte[]> policy = ledger.policy(entry.getKey());
            assertEquals(text(promised), text(policy), entry.getKey());
            promised.ifPresent(bytes -> guarded.add(drawer));
        }
        return guarded;
    }

    private static Optional<OrgId> owner(Document record) {
        if (record instanceof Wallet wallet) {
            return Optional.of(wallet.organisation());
        } else if (record instanceof Asset head) {
            return Optional.of(head.organisation());
        } else if (record instanceof Holding holding && !holding.isEscrow()) {
            return Optional.of(holding.organisation());
        } else if (record instanceof Ballot ballot) {
            return Optional.of(ballot.organisation());
        }
        return Optional.empty();
    }

    private static String text(Optional<byte[]> policy) {
        return policy.map(HexFormat.of()::formatHex).orElse("none");
    }

    /** A sample may have become impossible by those before it. */
    private static void runUnlessRefused(Sample sample) {
        if (sample.network()
                .refusal(sample.by(), sample.function(), sample.json())
                .isEmpty()) {
            sample.network().commit(sample.network().endorse(sample.by(), sample.function(), sample.json()));
        }
    }
}
