package org.stemma.contracts.royalty;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.stemma.api.PartyId;
import org.stemma.api.WalletId;
import org.stemma.api.royalty.Payable;
import org.stemma.api.royalty.RoyaltyCommand;
import org.stemma.api.royalty.RoyaltyRefusal;
import org.stemma.contracts.story.RoomTest;
import org.stemma.contracts.story.Story;

final class RoyaltyRefusalsTest extends RoomTest {
    private RoyaltyCommand.Settle settle(long period) {
        return new RoyaltyCommand.Settle(request(), world.model, period);
    }

    private RoyaltyCommand.Claim claim(PartyId party, WalletId wallet, List<String> payables) {
        return new RoyaltyCommand.Claim(request(), party, wallet, payables);
    }

    private List<String> ids(PartyId party) {
        return story.payables(party).stream().map(Payable::id).toList();
    }

    @Test
    void period_open() {
        for (long period : List.of(story.period(), story.period() + 1, 0L, -1L, (1L << 53) - 1)) {
            refused(RoyaltyRefusal.PERIOD_OPEN, Story.LAB_CASHIER, "royalty:settle", settle(period));
        }
        world.network.pass(java.time.Duration.ofSeconds(40));
        long ended = story.period() - 1;
        // Ended, but nobody has closed its epochs yet.
        refused(RoyaltyRefusal.PERIOD_OPEN, Story.LAB_CASHIER, "royalty:settle", settle(ended));
    }

    @Test
    void already_settled() {
        refused(RoyaltyRefusal.ALREADY_SETTLED, Story.LAB_CASHIER, "royalty:settle", settle(world.settled));
    }

    @Test
    void nothing_to_settle() {
        refused(
                RoyaltyRefusal.NOTHING_TO_SETTLE,
                Story.LAB_CASHIER,
                "royalty:settle",
                new RoyaltyCommand.Settle(request(), world.data, world.settled));
    }

    @Test
    void payable_unknown() {
        List<String> due = ids(world.lab);
        refused(
                RoyaltyRefusal.PAYABLE_UNKNOWN,
                Story.LAB_BUYER,
                "royalty:claim",
                claim(world.lab, world.labWallet, List.of("ab.0000")));
        refused(
                RoyaltyRefusal.PAYABLE_UNKNOWN,
                Story.LAB_BUYER,
                "royalty:claim",
                claim(world.lab, world.labWallet, ids(world.research)));
        submit(Story.LAB_BUYER, "royalty:claim", claim(world.lab, world.labWallet, due));
        refused(
                RoyaltyRefusal.PAYABLE_UNKNOWN,
                Story.LAB_BUYER,
                "royalty:claim",
                claim(world.lab, world.labWallet, due));
    }

    @Test
    void payables_out_of_bounds() {
        List<String> many = IntStream.range(0, 51)
                .mapToObj(i -> String.format(Locale.ROOT, "ab.%04d", i))
                .toList();
        for (List<String> ids : List.of(List.<String>of(), many)) {
            refused(
                    RoyaltyRefusal.PAYABLES_OUT_OF_BOUNDS,
                    Story.LAB_BUYER,
                    "royalty:claim",
                    claim(world.lab, world.labWallet, ids));
        }
    }

    private RoyaltyCommand.ClaimShares claimShares(String holder, long through) {
        return new RoyaltyCommand.ClaimShares(request(), world.shared, Story.XTS, holder, world.labWallet, through);
    }

    @Test
    void entries_out_of_bounds() {
        for (long through : List.of(0L, -1L, 2L, 101L, Long.MAX_VALUE, Long.MIN_VALUE)) {
            refused(
                    RoyaltyRefusal.ENTRIES_OUT_OF_BOUNDS,
                    Story.LAB_BUYER,
                    "royalty:claimShares",
                    claimShares(world.lab.value(), through));
        }
        submit(Story.LAB_BUYER, "royalty:claimShares", claimShares(world.lab.value(), 1));
        refused(
                RoyaltyRefusal.ENTRIES_OUT_OF_BOUNDS,
                Story.LAB_BUYER,
                "royalty:claimShares",
                claimShares(world.lab.value(), 1));
    }

    @Test
    void wallet_of_another() {
        refused(
                RoyaltyRefusal.WALLET_OF_ANOTHER,
                Story.LAB_BUYER,
                "royalty:claimShares",
                new RoyaltyCommand.ClaimShares(
                        request(),
                        world.shared,
                        Story.XTS,
                        world.lab.value(),
                        story.wallet(Story.LAB_BUYER, world.research),
                        1));
        refused(
                RoyaltyRefusal.WALLET_OF_ANOTHER,
                Story.LAB_BUYER,
                "royalty:claim",
                claim(world.research, world.labWallet, ids(world.research)));
    }
}
