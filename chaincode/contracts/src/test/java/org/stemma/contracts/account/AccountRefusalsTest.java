package org.stemma.contracts.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.stemma.api.CurrencyCode;
import org.stemma.api.Money;
import org.stemma.api.OrgId;
import org.stemma.api.Refused;
import org.stemma.api.WalletId;
import org.stemma.api.WithdrawalId;
import org.stemma.api.account.AccountCommand;
import org.stemma.api.account.AccountRefusal;
import org.stemma.api.kernel.Charter;
import org.stemma.api.kernel.KernelRefusal;
import org.stemma.api.kernel.Order;
import org.stemma.api.license.LicenseCommand;
import org.stemma.contracts.story.RoomTest;
import org.stemma.contracts.story.Story;
import org.stemma.contracts.story.World;
import org.stemma.contracts.testing.TestIdentity;
import org.stemma.contracts.testing.TestNetwork;

final class AccountRefusalsTest extends RoomTest {
    private AccountCommand.Deposit deposit(WalletId wallet, Money amount, String reference) {
        return new AccountCommand.Deposit(request(), wallet, amount, reference);
    }

    private AccountCommand.RequestWithdrawal withdraw(String amount, OrgId cashier, List<String> folds) {
        return new AccountCommand.RequestWithdrawal(request(), world.wallet, Story.xts(amount), cashier, folds);
    }

    @Test
    void wallet_unknown() {
        refused(
                AccountRefusal.WALLET_UNKNOWN,
                Story.LAB_CASHIER,
                "account:deposit",
                deposit(new WalletId("wal_0"), Story.xts("1"), "r"));
    }

    @Test
    void wallet_foreign() {
        refused(
                AccountRefusal.WALLET_FOREIGN,
                Story.LAB_BUYER,
                "account:foldCredits",
                new AccountCommand.FoldCredits(request(), world.wallet, List.of()));
    }

    @Test
    void wallet_held() {
        Order order =
                new Order("wallet/" + world.wallet, Order.Standing.LISTED, Optional.of(Story.xts("700")), "ruling 1");
        world.network.impose(order);
        // 797 are there; 700 are held.
        refused(
                AccountRefusal.WALLET_HELD,
                Story.STUDIO_BUYER,
                "account:requestWithdrawal",
                withdraw("97.000000001", World.LAB, List.of()));
        accepted(Story.STUDIO_BUYER, "account:requestWithdrawal", withdraw("97", World.LAB, List.of()));
        accepted(
                Story.STUDIO_BUYER,
                "account:foldCredits",
                new AccountCommand.FoldCredits(request(), world.wallet, story.credits(world.wallet)));
    }

    @Test
    void currency_unknown() {
        refused(
                AccountRefusal.CURRENCY_UNKNOWN,
                Story.STUDIO_BUYER,
                "account:openWallet",
                new AccountCommand.OpenWallet(request(), world.studio, new CurrencyCode("XXX")));
        refused(
                AccountRefusal.CURRENCY_UNKNOWN,
                Story.LAB_CASHIER,
                "account:deposit",
                deposit(world.wallet, Money.of("XXX", "1"), "r"));
    }

    @Test
    void currency_mismatch() {
        LicenseCommand.BuyGrant asked =
                story.purchase(world.studio, world.model, world.perByte, world.wallet, "0", "1", world.meter);
        LicenseCommand.BuyGrant other = new LicenseCommand.BuyGrant(
                asked.request(),
                asked.licensee(),
                asked.asset(),
                asked.version(),
                asked.terms(),
                asked.purpose(),
                asked.wallet(),
                asked.maxFee(),
                Optional.of(Money.of("XXX", "1")),
                asked.lowMark(),
                asked.meters(),
                asked.folds());
        refused(AccountRefusal.CURRENCY_MISMATCH, Story.STUDIO_BUYER, "license:buyGrant", other);
        Refused refused = assertThrows(
                Refused.class,
                () -> AccountRules.spend(world.walletNow(), List.of(), Optional.empty(), Money.of("XXX", "1")));
        assertEquals(AccountRefusal.CURRENCY_MISMATCH, refused.refusal());
    }

    @Test
    void amount_not_positive() {
        for (String amount : List.of("0", "-1", "-0.000000001")) {
            refused(
                    AccountRefusal.AMOUNT_NOT_POSITIVE,
                    Story.LAB_CASHIER,
                    "account:deposit",
                    deposit(world.wallet, Story.xts(amount), "r"));
            refused(
                    AccountRefusal.AMOUNT_NOT_POSITIVE,
                    Story.STUDIO_BUYER,
                    "account:requestWithdrawal",
                    withdraw(amount, World.LAB, List.of()));
        }
        refused(
                AccountRefusal.AMOUNT_NOT_POSITIVE,
                Story.STUDIO_BUYER,
                "license:buyGrant",
                story.purchase(world.studio, world.model, world.perByte, world.wallet, "0", "-1", world.meter));
    }

    @Test
    void amount_too_fine() {
        Charter charter = story.charter();
        Charter cents = new Charter(
                charter.profile(),
                charter.genesis(),
                charter.membership(),
                charter.epochSeconds(),
                charter.aheadSeconds(),
                charter.behindSeconds(),
                charter.graceSeconds(),
                charter.calendar(),
                List.of(new Charter.Currency(Story.XTS, 2)),
                charter.cashiers(),
                charter.rules(),
                charter.limits(),
                charter.orders());
        AccountRules.mustBePayable(cents, Story.xts("1.25"));
        Refused refused = assertThrows(Refused.class, () -> AccountRules.mustBePayable(cents, Story.xts("1.251")));
        assertEquals(AccountRefusal.AMOUNT_TOO_FINE, refused.refusal());
    }

    @Test
    void funds_short() {
        // 797 are in the wallet and 5 beside it.
        refused(
                AccountRefusal.FUNDS_SHORT,
                Story.STUDIO_BUYER,
                "account:requestWithdrawal",
                withdraw("797.000000001", World.LAB, List.of()));
        accepted(
                Story.STUDIO_BUYER,
                "account:requestWithdrawal",
                withdraw("802", World.LAB, story.credits(world.wallet)));
    }

    @Test
    void fold_unknown() {
        String credit = story.credits(world.wallet).get(0);
        refused(
                AccountRefusal.FOLD_UNKNOWN,
                Story.STUDIO_BUYER,
                "account:foldCredits",
                new AccountCommand.FoldCredits(request(), world.wallet, List.of("ab.0000")));
        submit(
                Story.STUDIO_BUYER,
                "account:foldCredits",
                new AccountCommand.FoldCredits(request(), world.wallet, List.of(credit)));
        refused(
                AccountRefusal.FOLD_UNKNOWN,
                Story.STUDIO_BUYER,
                "account:foldCredits",
                new AccountCommand.FoldCredits(request(), world.wallet, List.of(credit)));
        refused(
                KernelRefusal.MALFORMED,
                Story.STUDIO_BUYER,
                "account:foldCredits",
                new AccountCommand.FoldCredits(request(), world.wallet, List.of("../wallet")));
    }

    @Test
    void too_many_folds() {
        List<String> many = IntStream.range(0, 51)
                .mapToObj(i -> String.format(java.util.Locale.ROOT, "ab.%04d", i))
                .toList();
        refused(
                AccountRefusal.TOO_MANY_FOLDS,
                Story.STUDIO_BUYER,
                "account:foldCredits",
                new AccountCommand.FoldCredits(request(), world.wallet, many));
    }

    @Test
    void not_a_cashier() {
        TestIdentity studio = TestIdentity.of(TestNetwork.STUDIO, "cashier", "cashier");
        refused(AccountRefusal.NOT_A_CASHIER, studio, "account:deposit", deposit(world.labWallet, Story.xts("1"), "r"));
        refused(
                AccountRefusal.NOT_A_CASHIER,
                Story.LAB_BUYER,
                "account:requestWithdrawal",
                new AccountCommand.RequestWithdrawal(
                        request(), world.labWallet, Story.xts("1"), World.STUDIO, List.of()));
        refused(
                AccountRefusal.NOT_A_CASHIER,
                Story.ARCHIVE_CASHIER,
                "account:payWithdrawal",
                new AccountCommand.PayWithdrawal(request(), world.withdrawal, "wire"));
    }

    @Test
    void cashier_own_party() {
        refused(
                AccountRefusal.CASHIER_OWN_PARTY,
                Story.LAB_CASHIER,
                "account:deposit",
                deposit(world.labWallet, Story.xts("1"), "r"));
        refused(
                AccountRefusal.CASHIER_OWN_PARTY,
                Story.LAB_BUYER,
                "account:requestWithdrawal",
                new AccountCommand.RequestWithdrawal(request(), world.labWallet, Story.xts("1"), World.LAB, List.of()));
    }

    @Test
    void daily_cap() {
        // A million a day, of which 1005 are used.
        refused(
                AccountRefusal.DAILY_CAP,
                Story.LAB_CASHIER,
                "account:deposit",
                deposit(world.wallet, Story.xts("998945.000000001"), "r"));
        submit(Story.LAB_CASHIER, "account:deposit", deposit(world.wallet, Story.xts("998945"), "r"));
        refused(
                AccountRefusal.DAILY_CAP,
                Story.LAB_CASHIER,
                "account:deposit",
                deposit(world.wallet, Story.xts("0.000000001"), "r2"));
        world.network.pass(java.time.Duration.ofDays(1));
        submit(Story.LAB_CASHIER, "account:deposit", deposit(world.wallet, Story.xts("1000000"), "r3"));
    }

    @Test
    void reference_used() {
        submit(Story.LAB_CASHIER, "account:deposit", deposit(world.wallet, Story.xts("1"), "bank-again"));
        refused(
                AccountRefusal.REFERENCE_USED,
                Story.LAB_CASHIER,
                "account:deposit",
                deposit(world.wallet, Story.xts("1"), "bank-again"));
        accepted(Story.ARCHIVE_CASHIER, "account:deposit", deposit(world.wallet, Story.xts("1"), "bank-again"));
    }

    @Test
    void till_short() {
        WithdrawalId asked = new WithdrawalId(
                submit(Story.STUDIO_BUYER, "account:requestWithdrawal", withdraw("1", World.ARCHIVE, List.of())));
        AccountCommand.PayWithdrawal pay = new AccountCommand.PayWithdrawal(request(), asked, "wire");
        refused(AccountRefusal.TILL_SHORT, Story.ARCHIVE_CASHIER, "account:payWithdrawal", pay);
        submit(Story.ARCHIVE_CASHIER, "account:deposit", deposit(world.wallet, Story.xts("0.999999999"), "r"));
        refused(AccountRefusal.TILL_SHORT, Story.ARCHIVE_CASHIER, "account:payWithdrawal", pay);
        submit(Story.ARCHIVE_CASHIER, "account:deposit", deposit(world.wallet, Story.xts("0.000000001"), "r2"));
        submit(Story.ARCHIVE_CASHIER, "account:payWithdrawal", pay);
    }

    @Test
    void withdrawal_unknown() {
        refused(
                AccountRefusal.WITHDRAWAL_UNKNOWN,
                Story.LAB_CASHIER,
                "account:payWithdrawal",
                new AccountCommand.PayWithdrawal(request(), new WithdrawalId("wdr_0"), "wire"));
    }

    @Test
    void withdrawal_paid() {
        submit(
                Story.LAB_CASHIER,
                "account:payWithdrawal",
                new AccountCommand.PayWithdrawal(request(), world.withdrawal, "wire"));
        refused(
                AccountRefusal.WITHDRAWAL_PAID,
                Story.LAB_CASHIER,
                "account:payWithdrawal",
                new AccountCommand.PayWithdrawal(request(), world.withdrawal, "wire-2"));
    }

    private AccountCommand.FoldTreasury foldTreasury(List<String> fees) {
        return new AccountCommand.FoldTreasury(request(), Story.XTS, fees);
    }

    @Test
    void fee_unknown() {
        List<String> fees = story.fees();
        refused(
                AccountRefusal.FEE_UNKNOWN,
                Story.LAB_CASHIER,
                "account:foldTreasury",
                foldTreasury(List.of(fees.get(0), "ab.0000")));
        submit(Story.LAB_CASHIER, "account:foldTreasury", foldTreasury(fees));
        refused(AccountRefusal.FEE_UNKNOWN, Story.STUDIO_BUYER, "account:foldTreasury", foldTreasury(fees));
    }

    @Test
    void fees_out_of_bounds() {
        List<String> many = IntStream.range(0, 51)
                .mapToObj(i -> String.format(java.util.Locale.ROOT, "ab.%04d", i))
                .toList();
        for (List<String> ids : List.of(List.<String>of(), many)) {
            refused(AccountRefusal.FEES_OUT_OF_BOUNDS, Story.LAB_CASHIER, "account:foldTreasury", foldTreasury(ids));
        }
        // Duplicate ids in one batch would be paid twice.
        List<String> twice = List.of(story.fees().get(0), story.fees().get(0));
        refused(KernelRefusal.MALFORMED, Story.LAB_CASHIER, "account:foldTreasury", foldTreasury(twice));
        refused(
                AccountRefusal.CURRENCY_UNKNOWN,
                Story.LAB_CASHIER,
                "account:foldTreasury",
                new AccountCommand.FoldTreasury(request(), new CurrencyCode("XXX"), story.fees()));
    }
}
