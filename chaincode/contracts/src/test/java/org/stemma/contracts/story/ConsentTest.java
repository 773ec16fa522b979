package org.stemma.contracts.story;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.stemma.api.Codec;
import org.stemma.api.Document;
import org.stemma.api.Drawer;
import org.stemma.api.OrgId;
import org.stemma.api.account.Wallet;
import org.stemma.api.asset.Asset;
import org.stemma.api.governance.Action;
import org.stemma.api.governance.Ballot;
import org.stemma.api.kernel.Charter;
import org.stemma.api.kernel.Charter.Membership;
import org.stemma.api.share.Holding;
import org.stemma.contracts.kernel.KeyPolicies;
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
        Stream.concat(samples.stream().map(Sample::network), Stream.of(governed()))
                .distinct()
                .forEach(network -> guarded.addAll(guarded(network)));
        Set<Drawer> expected = EnumSet.of(Drawer.WALLET, Drawer.ASSET, Drawer.HOLDING, Drawer.BALLOT);
        expected.addAll(COUNCILS);
        assertEquals(expected, guarded);
    }

    /** A network whose treasury has money, and whose council holds some of a wallet. */
    private static TestNetwork governed() {
        World world = new World();
        runUnlessRefused(Sample.of(world, "account:foldTreasury"));
        Action hold = new Action.OrderAccount(world.labWallet, World.xts("0"), World.xts("5"));
        new Council(world.story).carry(Story.ARCHIVE_COUNCIL, hold);
        return world.network;
    }

    /** The drawers whose keys have a policy on this network, once each was found to be the promised one. */
    private static Set<Drawer> guarded(TestNetwork network) {
        Membership members =
                network.find(Drawer.CHARTER, Charter.class).orElseThrow().membership();
        Set<Drawer> guarded = EnumSet.noneOf(Drawer.class);
        network.ledger().all("").forEach((key, value) -> {
            Drawer drawer = Drawer.of(key).orElseThrow();
            Optional<byte[]> promised = COUNCILS.contains(drawer)
                    ? Optional.of(KeyPolicies.twoThirds(members))
                    : owner(Codec.decode(value, drawer.type()))
                            .map(owner -> KeyPolicies.ownerAndOthers(owner, members));
            assertEquals(text(promised), text(network.ledger().policy(key)), key);
            promised.ifPresent(bytes -> guarded.add(drawer));
        });
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
