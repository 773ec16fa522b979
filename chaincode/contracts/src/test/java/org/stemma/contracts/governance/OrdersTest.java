package org.stemma.contracts.governance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.stemma.contracts.story.Story.ARCHIVE_COUNCIL;
import static org.stemma.contracts.story.Story.LAB_COUNCIL;
import static org.stemma.contracts.story.Story.STUDIO_COUNCIL;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.stemma.api.Codec;
import org.stemma.api.Drawer;
import org.stemma.api.OrgId;
import org.stemma.api.Ppm;
import org.stemma.api.ProposalId;
import org.stemma.api.account.AccountCommand;
import org.stemma.api.account.AccountRefusal;
import org.stemma.api.asset.AssetRefusal;
import org.stemma.api.governance.Action;
import org.stemma.api.kernel.Charter;
import org.stemma.api.kernel.Order;
import org.stemma.api.license.LicenseCommand;
import org.stemma.api.license.Presets;
import org.stemma.api.license.Terms;
import org.stemma.contracts.story.Story;
import org.stemma.contracts.testing.TestNetwork;

/** What is held sells and spends nothing, until it is released. */
final class OrdersTest extends CouncilTest {
    @Test
    void a_held_asset_sells_nothing_until_it_is_released() {
        org.stemma.api.Digest terms = story.offer(Story.ARCHIVE_OWNER, data, Presets.trainFree(new Ppm(100_000)));
        LicenseCommand.BuyGrant purchase = new LicenseCommand.BuyGrant(
                story.request(),
                studio,
                data,
                1,
                terms,
                Terms.Purpose.COMMERCIAL,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of());
        ProposalId holding = council.carry(LAB_COUNCIL, hold(data));
        refused(AssetRefusal.NOT_LISTED, Story.STUDIO_BUYER, "license:buyGrant", purchase);
        assertEquals(
                Optional.of(new Order("asset/" + data, Order.Standing.HELD, Optional.empty(), holding.value())),
                network.find(Drawer.ORDER, Order.class, "asset", data));
        assertArrayEquals(twoThirds(), policy(Drawer.ORDER, "asset", data));
        council.carry(STUDIO_COUNCIL, new Action.OrderAsset(data, Order.Standing.HELD, Order.Standing.LISTED));
        accepted(Story.STUDIO_BUYER, "license:buyGrant", purchase);
        // A release is an order too: a key with a policy is never deleted.
        assertArrayEquals(twoThirds(), policy(Drawer.ORDER, "asset", data));
    }

    /** A majority could make the key of an order that never was; only two thirds write the charter. */
    @Test
    void an_order_that_the_charter_does_not_name_is_none() {
        story.deposit(Story.LAB_CASHIER, wallet, "10");
        Order invented = new Order("wallet/" + wallet, Order.Standing.LISTED, Optional.of(Story.xts("10")), "nobody");
        network.put(Drawer.ORDER, invented, "wallet", wallet);
        assertEquals(Optional.empty(), withdraw("10"));
    }

    @Test
    void what_is_held_and_released_in_one_decision_with_parameters_leaves_the_charter_as_decided() {
        council.carry(LAB_COUNCIL, set("treasuryFee", 50_000, 100_000), hold("0", "4"));
        council.carry(LAB_COUNCIL, hold(data));
        Charter held = story.charter();
        assertEquals(Optional.of(List.of("asset/" + data, "wallet/" + wallet)), held.orders());
        assertEquals(
                100_000, held.rules().get(held.rules().size() - 1).treasuryFee().value());
        council.carry(ARCHIVE_COUNCIL, hold("4", "0"));
        council.carry(STUDIO_COUNCIL, new Action.OrderAsset(data, Order.Standing.HELD, Order.Standing.LISTED));
        assertEquals(Optional.empty(), story.charter().orders());
        assertEquals(held.rules(), story.charter().rules());
    }

    @Test
    void a_held_wallet_spends_what_is_not_held() {
        story.deposit(Story.LAB_CASHIER, wallet, "10");
        council.carry(LAB_COUNCIL, hold("0", "4"));
        assertEquals(Optional.of(AccountRefusal.WALLET_HELD.code()), withdraw("6.000000001"));
        assertEquals(Optional.empty(), withdraw("6"));
        council.carry(ARCHIVE_COUNCIL, hold("4", "0"));
        assertEquals(Optional.empty(), withdraw("10"));
    }

    private Optional<String> withdraw(String amount) {
        AccountCommand.RequestWithdrawal command = new AccountCommand.RequestWithdrawal(
                story.request(), wallet, Story.xts(amount), new OrgId(TestNetwork.LAB), story.credits(wallet));
        return network.refusal(Story.STUDIO_BUYER, "account:requestWithdrawal", Codec.encode(command));
    }
}
