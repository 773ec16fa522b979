package org.stemma.contracts.story;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.stemma.api.Codec;
import org.stemma.api.Command;
import org.stemma.api.Drawer;
import org.stemma.api.account.AccountCommand;
import org.stemma.api.account.Wallet;
import org.stemma.api.asset.Asset;
import org.stemma.api.kernel.Charter;
import org.stemma.contracts.testing.Conservation;
import org.stemma.contracts.testing.MemoryLedger.Code;
import org.stemma.contracts.testing.MemoryLedger.Endorsed;
import org.stemma.contracts.testing.TestIdentity;
import org.stemma.contracts.testing.TestNetwork;

/** What validation does with transactions that were endorsed before: in one block, too late, by too few. */
final class BlocksTest extends RoomTest {
    @AfterEach
    void no_money_is_made_or_lost() {
        Conservation.check(world.network);
    }

    private Endorsed endorse(TestIdentity by, String function, Command command) {
        return world.network.endorse(by, function, Codec.encode(command));
    }

    private Endorsed endorse(String function) {
        Sample sample = Sample.of(world, function);
        return world.network.endorse(sample.by(), function, sample.json());
    }

    private Endorsed withdraw(String amount) {
        return endorse(
                Story.STUDIO_BUYER,
                "account:requestWithdrawal",
                new AccountCommand.RequestWithdrawal(request(), world.wallet, Story.xts(amount), World.LAB, List.of()));
    }

    @Test
    void of_two_spends_of_one_wallet_in_one_block_one_is_valid() {
        assertEquals(
                List.of(Code.VALID, Code.MVCC_READ_CONFLICT), world.network.commit(withdraw("700"), withdraw("700")));
        assertEquals(Story.xts("97"), world.walletNow().balance());
    }

    @Test
    void of_two_purchases_under_one_request_in_one_block_one_is_valid() {
        assertEquals(
                List.of(Code.VALID, Code.MVCC_READ_CONFLICT),
                world.network.commit(endorse("license:buyGrant"), endorse("license:buyGrant")));
    }

    @Test
    void credits_come_beside_a_wallet_while_it_spends() {
        Endorsed claim = endorse("royalty:claim");
        Endorsed closing = endorse("license:closeGrant");
        assertEquals(
                List.of(Code.VALID, Code.VALID, Code.VALID), world.network.commit(withdraw("700"), closing, claim));
    }

    @Test
    void a_deposit_reads_its_wallet_and_is_sent_again_when_that_has_changed() {
        assertEquals(
                List.of(Code.VALID, Code.MVCC_READ_CONFLICT),
                world.network.commit(withdraw("700"), endorse("account:deposit")));
        assertEquals(List.of(Code.VALID), world.network.commit(endorse("account:deposit")));
    }

    @Test
    void a_purchase_counts_before_the_closing_of_its_epoch_and_never_after() {
        for (String function : List.of("license:buyGrant", "usage:report", "license:closeGrant", "royalty:claim")) {
            World twin = new World();
            Sample early = Sample.of(twin, function);
            Endorsed before = twin.network.endorse(early.by(), function, early.json());
            assertEquals(List.of(Code.VALID), twin.network.commit(before), function);
            World other = new World();
            Sample late = Sample.of(other, function);
            Endorsed kept = other.network.endorse(late.by(), function, late.json());
            other.story.closePeriod();
            assertEquals(List.of(Code.MVCC_READ_CONFLICT), other.network.commit(kept), function);
            Conservation.check(other.network);
        }
    }

    @Test
    void what_is_in_one_block_with_the_closing_of_its_epoch_is_late_if_it_stands_behind() {
        Endorsed purchase = endorse("license:buyGrant");
        long last = story.charter().epochOf(world.network.now());
        world.network.pass(Duration.between(
                world.network.now(), story.charter().endOf(last).plusSeconds(6)));
        Endorsed closing = endorse(
                Story.LAB_ADMIN,
                "kernel:closeEpochs",
                new org.stemma.api.kernel.KernelCommand.CloseEpochs(request(), last));
        assertEquals(List.of(Code.VALID, Code.MVCC_READ_CONFLICT), world.network.commit(closing, purchase));
    }

    @Test
    void a_wallet_is_debited_with_its_holder_and_half_of_the_others_and_not_otherwise() {
        mustNeedItsOwner("account:requestWithdrawal", TestNetwork.STUDIO, TestNetwork.LAB, TestNetwork.ARCHIVE);
    }

    @Test
    void an_assets_head_changes_with_its_owner_and_half_of_the_others_and_not_otherwise() {
        mustNeedItsOwner("asset:addVersion", TestNetwork.ARCHIVE, TestNetwork.LAB, TestNetwork.STUDIO);
    }

    private void mustNeedItsOwner(String function, String owner, String one, String other) {
        Code refused = Code.ENDORSEMENT_POLICY_FAILURE;
        assertEquals(List.of(refused), world.network.commit(endorse(function).by(owner)));
        assertEquals(List.of(refused), world.network.commit(endorse(function).by(owner, owner)));
        assertEquals(List.of(refused), world.network.commit(endorse(function).by(one, other)));
        assertEquals(List.of(Code.VALID), world.network.commit(endorse(function).by(other, owner)));
    }

    @Test
    void a_deposit_needs_nothing_of_the_wallets_holder() {
        Endorsed deposit = endorse("account:deposit").by(TestNetwork.LAB, TestNetwork.ARCHIVE);
        assertEquals(List.of(Code.VALID), world.network.commit(deposit));
    }

    @Test
    void policies_are_written_anew_after_a_change_of_members_and_not_at_every_write() {
        String wallet = Drawer.WALLET.key(world.wallet);
        String head = Drawer.ASSET.key(world.data);
        byte[] before = world.network.ledger().policy(wallet).orElseThrow();
        assertEquals(false, withdraw("1").writeSet().contains(wallet + " guarded by"));
        Charter charter = story.charter();
        Charter.Membership more = new Charter.Membership(
                2, List.of(World.ARCHIVE, World.LAB, new org.stemma.api.OrgId("PressMSP"), World.STUDIO));
        world.network.put(
                Drawer.CHARTER,
                new Charter(
                        charter.profile(),
                        charter.genesis(),
                        more,
                        charter.epochSeconds(),
                        charter.aheadSeconds(),
                        charter.behindSeconds(),
                        charter.graceSeconds(),
                        charter.calendar(),
                        charter.currencies(),
                        charter.cashiers(),
                        charter.rules(),
                        charter.limits(),
                        charter.orders()));
        assertEquals(List.of(Code.VALID), world.network.commit(withdraw("1")));
        assertEquals(List.of(Code.VALID), world.network.commit(endorse("asset:addVersion")));
        byte[] after = world.network.ledger().policy(wallet).orElseThrow();
        assertEquals(false, java.util.Arrays.equals(before, after));
        assertEquals(
                2,
                world.network
                        .find(Drawer.WALLET, Wallet.class, world.wallet)
                        .orElseThrow()
                        .membership());
        assertEquals(
                2,
                world.network
                        .find(Drawer.ASSET, Asset.class, world.data)
                        .orElseThrow()
                        .membership());
        assertEquals(true, world.network.ledger().policy(head).isPresent());
        // Of four: the owner, and two of the three others.
        Code refused = Code.ENDORSEMENT_POLICY_FAILURE;
        assertEquals(List.of(refused), world.network.commit(withdraw("1").by(TestNetwork.STUDIO, TestNetwork.LAB)));
        assertEquals(
                List.of(Code.VALID),
                world.network.commit(withdraw("1").by(TestNetwork.STUDIO, TestNetwork.LAB, "PressMSP")));
    }
}
