package org.stemma.contracts.exactness;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.stemma.api.AssetId;
import org.stemma.api.Codec;
import org.stemma.api.Command;
import org.stemma.api.Digest;
import org.stemma.api.Drawer;
import org.stemma.api.OrgId;
import org.stemma.api.PartyId;
import org.stemma.api.RequestId;
import org.stemma.api.WalletId;
import org.stemma.api.license.Presets;
import org.stemma.api.member.Party;
import org.stemma.api.royalty.RoyaltyCommand;
import org.stemma.api.share.Holding;
import org.stemma.api.share.ShareCommand;
import org.stemma.contracts.story.Story;
import org.stemma.contracts.testing.Conservation;
import org.stemma.contracts.testing.MemoryLedger.Endorsed;
import org.stemma.contracts.testing.MemoryLedger.Touches;
import org.stemma.contracts.testing.TestIdentity;
import org.stemma.contracts.testing.TestNetwork;

/** What a distribution and a claim cost does not depend on how many holders there are. */
final class ScaleTest {
    private static final int FEW = 10;
    private static final int MANY = Sizes.full() ? 100_000 : 10_000;
    private static final int WARM_UP = 300;
    private static final int REPETITIONS = 1001;
    private static final long UNITS_EACH = 10;

    /** An asset whose units lie evenly with so many parties, and a period with income, closed and not settled. */
    private static final class Held {
        private final Story story = new Story();
        private final TestNetwork network = story.network();
        private final PartyId owner = story.party(Story.LAB_OWNER, "Lab", Party.Kind.DEPARTMENT);
        private final AssetId asset = story.model(owner, List.of());
        private final WalletId wallet = story.wallet(Story.LAB_BUYER, owner);
        private final long period;

        Held(int holders) {
            network.submit(
                    Story.LAB_OWNER,
                    "share:issue",
                    new ShareCommand.Issue(story.request(), asset, owner, UNITS_EACH * holders));
            long from = story.period();
            hold(owner.value(), owner, from);
            for (int i = 1; i < holders; i++) {
                PartyId party = new PartyId(String.format(Locale.ROOT, "prt_%032x", i));
                hold(party.value(), party, from);
            }
            PartyId buyer = story.party(Story.STUDIO_BUYER, "Studio", Party.Kind.LICENSEE);
            WalletId money = story.wallet(Story.STUDIO_BUYER, buyer);
            story.deposit(Story.LAB_CASHIER, money, "100");
            Digest terms = story.offer(
                    Story.LAB_OWNER, asset, Presets.trainPriced(Story.xts("12.345678901"), new org.stemma.api.Ppm(1)));
            network.submit(
                    Story.STUDIO_BUYER,
                    "license:buyGrant",
                    story.purchase(buyer, asset, terms, money, "12.345678901", "0"));
            period = story.closePeriod();
        }

        /** As if units had been given to a party; a hundred thousand transfers would tell nothing more. */
        private void hold(String holder, PartyId party, long from) {
            Holding holding = new Holding(
                    asset,
                    holder,
                    party,
                    new OrgId(TestNetwork.LAB),
                    List.of(new Holding.Checkpoint(from, UNITS_EACH)),
                    Map.of(),
                    1,
                    1);
            network.put(Drawer.HOLDING, holding, asset, holder);
        }

        Endorsed settle() {
            return endorse(
                    Story.LAB_CASHIER, "royalty:settle", new RoyaltyCommand.Settle(request("settle"), asset, period));
        }

        Endorsed claim() {
            return endorse(
                    Story.LAB_BUYER,
                    "royalty:claimShares",
                    new RoyaltyCommand.ClaimShares(request("claim"), asset, Story.XTS, owner.value(), wallet, 1));
        }

        private static RequestId request(String name) {
            return new RequestId(name);
        }

        private Endorsed endorse(TestIdentity by, String function, Command command) {
            return network.endorse(by, function, Codec.encode(command));
        }
    }

    private interface Act {
        Endorsed of(Held held);
    }

    @Test
    void a_distribution_and_a_claim_touch_the_same_keys_whatever_the_number_of_holders() {
        Held few = new Held(FEW);
        Held many = new Held(MANY);
        compare("distribution", few, many, Held::settle);
        List.of(few, many).forEach(held -> held.network.commit(held.settle()));
        compare("claim", few, many, Held::claim);
        List.of(few, many).forEach(held -> held.network.commit(held.claim()));
        List.of(few, many).forEach(held -> Conservation.check(held.network));
    }

    /** The same counts exactly; of the times the medians, of runs that take turns. */
    private static void compare(String what, Held few, Held many, Act act) {
        Touches ofFew = act.of(few).touches();
        Touches ofMany = act.of(many).touches();
        assertEquals(ofFew, ofMany, what);
        long[] times = new long[REPETITIONS];
        long[] timesOfMany = new long[REPETITIONS];
        for (int i = -WARM_UP; i < REPETITIONS; i++) {
            // Each goes first every other time.
            boolean fewFirst = i % 2 == 0;
            long first = time(act, fewFirst ? few : many);
            long second = time(act, fewFirst ? many : few);
            if (i >= 0) {
                times[i] = fewFirst ? first : second;
                timesOfMany[i] = fewFirst ? second : first;
            }
        }
        System.out.printf(
                Locale.ROOT,
                "%s: %s for %d holders and for %d; medians of %d: %d and %d µs, ratio %.2f%n",
                what,
                ofFew,
                FEW,
                MANY,
                REPETITIONS,
                median(times) / 1000,
                median(timesOfMany) / 1000,
                (double) median(timesOfMany) / median(times));
    }

    private static long time(Act act, Held held) {
        long began = System.nanoTime();
        act.of(held);
        return System.nanoTime() - began;
    }

    private static long median(long[] times) {
        Arrays.sort(times);
        return times[times.length / 2];
    }
}
