package org.stemma.contracts.account;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.stemma.api.CurrencyCode;
import org.stemma.api.MalformedException;
import org.stemma.api.Money;
import org.stemma.api.OrgId;
import org.stemma.api.Refused;
import org.stemma.api.Text;
import org.stemma.api.account.AccountRefusal;
import org.stemma.api.account.Credit;
import org.stemma.api.account.Till;
import org.stemma.api.account.Wallet;
import org.stemma.api.account.Withdrawal;
import org.stemma.api.kernel.Charter;
import org.stemma.api.kernel.Order;

/** The law of wallets, tills and cash. */
final class AccountRules {
    /** The most credits that one debit folds: each is a read and a delete. */
    static final int MAX_FOLDS = 50;

    private static final Pattern REFERENCE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:-]{0,63}");
    /** A transaction id, a dot, and a number within it. */
    static final Pattern CREDIT_ID = Pattern.compile("[0-9a-f]{1,64}\\.[0-9]{4}");

    private static final int ATTO_DIGITS = Money.SCALE;

    private AccountRules() {}

    static void mustBeCreditId(String id) {
        Text.matching(CREDIT_ID, id, "a credit's id, of a transaction id, a dot and four digits,");
    }

    static String reference(String reference) {
        return Text.matching(REFERENCE, reference, "a reference of letters, digits and . _ : -, at most 64,");
    }

    /** Refuses amounts that are not above zero, of no currency of the ledger, or finer than its scale. */
    static void mustBePayable(Charter charter, Money amount) {
        Charter.Currency currency = charter.currency(amount.currency())
                .orElseThrow(() -> Refused.because(AccountRefusal.CURRENCY_UNKNOWN, "currency", amount.currency()));
        Refused.unless(amount.isPositive(), AccountRefusal.AMOUNT_NOT_POSITIVE, "amount", amount.amount());
        long step = 1;
        for (int digit = currency.scale(); digit < ATTO_DIGITS; digit++) {
            step *= 10;
        }
        Refused.unless(
                amount.nano() % step == 0,
                AccountRefusal.AMOUNT_TOO_FINE,
                "amount",
                amount.amount(),
                "digits",
                currency.scale());
    }

    static void mustFold(List<String> folds) {
        Refused.unless(
                folds.size() <= MAX_FOLDS, AccountRefusal.TOO_MANY_FOLDS, "asked", folds.size(), "allowed", MAX_FOLDS);
        if (folds.stream().distinct().count() != folds.size()) {
            throw new MalformedException("folds: distinct credits are expected");
        }
    }

    /** The wallet after folding credits and spending an amount (zero to fold alone). */
    static Wallet spend(Wallet wallet, List<Credit> folded, Optional<Order> order, Money amount) {
        Refused.unless(
                amount.currency().equals(wallet.balance().currency()),
                AccountRefusal.CURRENCY_MISMATCH,
                "asked",
                amount.currency(),
                "wallet",
                wallet.balance().currency());
        Money available = folded.stream().map(Credit::amount).reduce(wallet.balance(), Money::plus);
        Refused.unless(
                amount.compareTo(available) <= 0,
                AccountRefusal.FUNDS_SHORT,
                "asked",
                amount.amount(),
                "available",
                available.amount(),
                "currency",
                amount.currency());
        Money left = available.minus(amount);
        Money held = order.flatMap(Order::held).orElse(left.with(0));
        Refused.unless(
                amount.isZero() || left.compareTo(held) >= 0,
                AccountRefusal.WALLET_HELD,
                "held",
                held.amount(),
                "left",
                left.amount());
        return new Wallet(
                wallet.id(),
                wallet.party(),
                wallet.organisation(),
                left,
                wallet.version() + 1,
                wallet.membership(),
                wallet.command());
    }

    static void mustBeHeldBy(OrgId caller, Wallet wallet) {
        Refused.unless(
                wallet.organisation().equals(caller),
                AccountRefusal.WALLET_FOREIGN,
                "wallet",
                wallet.id(),
                "organisation",
                wallet.organisation());
    }

    /** The cashier's entry in the charter; it never attests for a party of its own organisation. */
    static Charter.Cashier mustBeCashierFor(Charter charter, OrgId cashier, CurrencyCode currency, OrgId served) {
        Charter.Cashier entry = charter.cashier(cashier, currency)
                .orElseThrow(() ->
                        Refused.because(AccountRefusal.NOT_A_CASHIER, "organisation", cashier, "currency", currency));
        Refused.unless(!cashier.equals(served), AccountRefusal.CASHIER_OWN_PARTY, "organisation", cashier);
        return entry;
    }

    /** The till after a deposit; a day is one of UTC. */
    static Till takeIn(Optional<Till> before, Charter.Cashier cashier, Money amount, Instant now) {
        long day = now.truncatedTo(ChronoUnit.DAYS).getEpochSecond() / 86_400;
        Till till = before.orElse(
                new Till(cashier.organisation(), cashier.currency(), amount.with(0), day, amount.with(0)));
        // Ledger times are not monotonic: an earlier day counts to the latest one.
        Money today = day > till.day() ? amount : till.depositedOnDay().plus(amount);
        Money cap = amount.with(Long.parseLong(cashier.dailyCap()));
        Refused.unless(
                today.compareTo(cap) <= 0,
                AccountRefusal.DAILY_CAP,
                "asked",
                amount.amount(),
                "cap",
                cap.amount(),
                "today",
                today.amount(),
                "again",
                Instant.ofEpochSecond((Math.max(day, till.day()) + 1) * 86_400));
        return new Till(till.cashier(), till.currency(), till.held().plus(amount), Math.max(day, till.day()), today);
    }

    static Till payOut(Optional<Till> before, Money amount) {
        Money held = before.map(Till::held).orElse(amount.with(0));
        Refused.unless(
                amount.compareTo(held) <= 0,
                AccountRefusal.TILL_SHORT,
                "asked",
                amount.amount(),
                "held",
                held.amount());
        Till till = before.orElseThrow();
        return new Till(till.cashier(), till.currency(), held.minus(amount), till.day(), till.depositedOnDay());
    }

    static Withdrawal paid(Withdrawal withdrawal, OrgId caller, String reference) {
        Refused.unless(
                withdrawal.cashier().equals(caller),
                AccountRefusal.NOT_A_CASHIER,
                "asked",
                caller,
                "cashier",
                withdrawal.cashier());
        Refused.unless(withdrawal.reference().isEmpty(), AccountRefusal.WITHDRAWAL_PAID, "withdrawal", withdrawal.id());
        return new Withdrawal(
                withdrawal.id(),
                withdrawal.wallet(),
                withdrawal.organisation(),
                withdrawal.cashier(),
                withdrawal.amount(),
                withdrawal.requestedAt(),
                Optional.of(reference(reference)),
                withdrawal.command());
    }
}
