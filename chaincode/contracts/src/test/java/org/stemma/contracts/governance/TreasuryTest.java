package org.stemma.contracts.governance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.stemma.api.Drawer;
import org.stemma.api.Money;
import org.stemma.api.ProposalId;
import org.stemma.api.account.AccountCommand;
import org.stemma.api.account.AccountId;
import org.stemma.api.account.Treasury;
import org.stemma.api.governance.Action;
import org.stemma.api.kernel.Charter;
import org.stemma.api.royalty.Payable;
import org.stemma.contracts.kernel.KeyPolicies;
import org.stemma.contracts.story.Council;
import org.stemma.contracts.story.RoomTest;
import org.stemma.contracts.story.Story;
import org.stemma.contracts.testing.Conservation;
import org.stemma.contracts.testing.MemoryLedger.Code;
import org.stemma.contracts.testing.MemoryLedger.Endorsed;

/** Fees come in by settlements and go out by proposals; every nano of them is in one place. */
final class TreasuryTest extends RoomTest {
    private final Council council = new Council(story);

    @AfterEach
    void no_money_is_made_or_lost() {
        Conservation.check(world.network);
    }

    private Treasury treasury() {
        return world.network.find(Drawer.TREASURY, Treasury.class, Story.XTS).orElseThrow();
    }

    private Money booked() {
        return Conservation.balance(world.network, AccountId.TREASURY, Story.xts("0"));
    }

    private void fold() {
        submit(
                Story.STUDIO_BUYER,
                "account:foldTreasury",
                new AccountCommand.FoldTreasury(request(), Story.XTS, story.fees()));
    }

    private void nextPeriod() {
        Charter charter = story.charter();
        story.passUntil(charter.endOf(charter.lastEpochOf(story.period())));
    }

    @Test
    void a_settlement_writes_one_fee_and_folding_moves_no_money() {
        long settlements =
                world.network.ledger().all(Drawer.SETTLEMENT.prefix() + "/").size();
        assertEquals(settlements, story.fees().size());
        Money before = booked();
        assertTrue(before.isPositive());
        fold();
        assertEquals(before, treasury().balance());
        assertEquals(before, booked());
        assertEquals(List.of(), story.fees());
        assertArrayEquals(
                KeyPolicies.twoThirds(story.charter().membership()),
                world.network.ledger().policy(Drawer.TREASURY.key(Story.XTS)).orElseThrow());
    }

    @Test
    void what_is_folded_in_a_period_opens_the_next_one() {
        fold();
        assertTrue(treasury().opening().isZero());
        Money first = treasury().balance();
        story.settle(world.model, world.unsettled);
        nextPeriod();
        fold();
        assertEquals(first, treasury().opening());
        assertTrue(treasury().balance().compareTo(first) > 0);
    }

    @Test
    void a_payment_is_claimed_like_a_royalty_though_the_payees_peer_was_down() {
        fold();
        Money before = treasury().balance();
        nextPeriod();
        Money amount = before.with(before.nano() / 10);
        ProposalId proposal = council.carry(Story.ARCHIVE_COUNCIL, new Action.PayFromTreasury(world.lab, amount));
        assertEquals(before.minus(amount), treasury().balance());
        assertEquals(treasury().balance(), booked());
        Payable payable = story.payables(world.lab).stream()
                .filter(one -> one.reason() == Payable.Reason.TREASURY)
                .findFirst()
                .orElseThrow();
        assertEquals(amount, payable.amount());
        assertEquals(Optional.of(proposal), payable.proposal());
        assertEquals(Optional.empty(), payable.asset());
        story.claim(Story.LAB_BUYER, world.lab, world.labWallet);
        assertEquals(List.of(), story.payables(world.lab));
    }

    /** Executing writes no key of the payee's, so two others suffice. */
    @Test
    void a_payees_peer_that_is_down_blocks_nothing() {
        fold();
        nextPeriod();
        ProposalId proposal =
                council.propose(Story.ARCHIVE_COUNCIL, new Action.PayFromTreasury(world.lab, Story.xts("0.01")));
        council.pass(proposal);
        council.ready(proposal);
        String json = org.stemma.api.Codec.encode(council.execution(proposal));
        Endorsed without = world.network
                .endorse(Story.STUDIO_BUYER, "governance:execute", json)
                .by("ArchiveMSP", "StudioMSP");
        assertEquals(List.of(Code.VALID), world.network.commit(without));
    }

    /** Settlements of one block do not wait for each other: none writes the treasury's record. */
    @Test
    void a_settlement_does_not_touch_the_treasurys_record() {
        String json = org.stemma.api.Codec.encode(
                new org.stemma.api.royalty.RoyaltyCommand.Settle(request(), world.model, world.unsettled));
        Endorsed settling = world.network.endorse(Story.LAB_CASHIER, "royalty:settle", json);
        fold();
        assertEquals(List.of(Code.VALID), world.network.commit(settling));
    }
}
