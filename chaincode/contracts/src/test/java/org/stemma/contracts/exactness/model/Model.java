package org.stemma.contracts.exactness.model;

import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Replays committed transactions in their order, and says where what they moved is not what the rules have them move. */
public final class Model {
    private static final String CHARTER = "kernel/charter";
    private static final String PAYABLE = "royalty/payable/";

    private final Lineage lineage = new Lineage();
    private final Licences licences = new Licences();
    private final Settling settling = new Settling(lineage);
    private final Map<String, String> wallets = new HashMap<>();
    private final Map<String, Fields.Amount> payables = new HashMap<>();
    private final Map<String, Fields.Amount> withdrawals = new HashMap<>();
    private final Map<String, List<Payment>> decided = new HashMap<>();
    private final Map<String, Sale> sales = new HashMap<>();
    private final Map<String, BigInteger> balances = new TreeMap<>();
    private Parameters parameters;
    private long closedThrough = -1;
    private long replayed;
    private long foreign;

    private record Payment(String payee, Fields.Amount amount) {}

    private record Sale(String asset, String seller, long units, Fields.Amount price, String wallet) {}

    /** A model of a ledger under this charter, on which nothing that it will see has happened yet. */
    public Model(String charter) {
        this.parameters = Parameters.of(charter);
    }

    /** What an account that others use, too, holds before the first step. */
    public void open(String account, BigInteger nano) {
        balances.put(account, nano);
    }

    /** Replays a transaction; returns what differs, if anything does. */
    public Optional<String> replay(Step step) {
        Movements movements = new Movements();
        try {
            Optional.ofNullable(step.writes().get(CHARTER))
                    .flatMap(charter -> charter)
                    .ifPresent(charter -> parameters = Parameters.of(charter));
            if (step.function().isEmpty()) {
                return Optional.empty();
            }
            mustBeOpen(step);
            apply(step, Fields.of(step.arguments()), movements);
            movements.mustEqual(step.event());
            movements.all().forEach(this::book);
            movements.all().forEach(this::mustHold);
            replayed++;
            return Optional.empty();
        } catch (Foreign e) {
            foreign++;
            return Optional.empty();
        } catch (Difference e) {
            return Optional.of(step.function() + " at " + step.at() + ": " + e.getMessage() + "\n  asked "
                    + step.arguments() + "\n  expected " + movements.all());
        }
    }

    private void mustBeOpen(Step step) {
        if (parameters.epoch(step.at()) <= closedThrough) {
            throw new Difference("epoch " + parameters.epoch(step.at()) + " was closed");
        }
    }

    private void apply(Step step, Fields asked, Movements movements) {
        Settling.Now now = new Settling.Now(step.at(), parameters);
        String made = Fields.of(step.answer()).text("id");
        switch (step.function()) {
            case "kernel:closeEpochs" -> closedThrough = Math.max(closedThrough, closed(step));
            case "account:openWallet" -> wallets.put(made, asked.text("party"));
            case "account:deposit" -> deposit(step, asked, movements);
            case "account:requestWithdrawal" -> withdraw(made, asked, movements);
            case "account:payWithdrawal" -> pay(step, asked, movements);
            case "asset:register", "license:registerDerived" -> {
                lineage.register(made, asked.text("owner"));
                lineage.addVersion(made, asked, licences);
            }
            case "asset:addVersion", "license:addDerivedVersion" ->
                lineage.addVersion(asked.text("asset"), asked, licences);
            case "license:offer" -> licences.offer(made, asked.object("terms"));
            case "license:buyGrant" -> licences.buy(made, asked, settling, now, movements);
            case "license:closeGrant" -> licences.close(asked.text("grant"), movements);
            case "license:releaseLanes" -> licences.release(asked.text("grant"), movements);
            case "usage:report" ->
                asked.objects("lines")
                        .forEach(line -> licences.report(asked.text("meter"), line, settling, now, movements));
            case "share:issue" ->
                lineage.asset(asked.text("asset"))
                        .units
                        .add(new Units(asked.number("units"), now.period(), asked.text("holder")));
            case "share:transfer" ->
                units(asked).move(asked.text("from"), asked.text("to"), asked.number("units"), now.period());
            case "share:offerSale" -> offerSale(made, asked, now);
            case "share:cancelSale" -> {
                Sale sale = sale(asked);
                lineage.asset(sale.asset()).units().move(asked.text("sale"), sale.seller(), sale.units(), now.period());
            }
            case "share:buy" -> buyShares(asked, now, movements);
            case "royalty:settle" -> settle(step, asked, now, movements);
            case "governance:propose" -> decided.put(made, payments(asked));
            case "governance:execute" -> execute(step, asked, movements);
            case "royalty:claim" -> claim(asked, movements);
            case "royalty:claimShares" -> claimShares(asked, movements);
            // Whatever else there is moves nothing.
            default -> {}
        }
    }

    private static long closed(Step step) {
        return Fields.of(step.answer()).number("version");
    }

    private static void deposit(Step step, Fields asked, Movements movements) {
        Fields.Amount amount = asked.money("amount");
        movements.move(
                "cash/" + step.organisation(), "wallet/" + asked.text("wallet"), amount.currency(), amount.nano());
    }

    private void withdraw(String made, Fields asked, Movements movements) {
        Fields.Amount amount = asked.money("amount");
        withdrawals.put(made, amount);
        movements.move("wallet/" + asked.text("wallet"), "withdrawal/" + made, amount.currency(), amount.nano());
    }

    private void pay(Step step, Fields asked, Movements movements) {
        Fields.Amount amount = withdrawals.remove(asked.text("withdrawal"));
        if (amount == null) {
            throw new Foreign(asked.text("withdrawal"));
        }
        movements.move(
                "withdrawal/" + asked.text("withdrawal"),
                "cash/" + step.organisation(),
                amount.currency(),
                amount.nano());
    }

    private Units units(Fields asked) {
        return lineage.asset(asked.text("asset")).units();
    }

    private void offerSale(String made, Fields asked, Settling.Now now) {
        Sale sale = new Sale(
                asked.text("asset"),
                asked.text("seller"),
                asked.number("units"),
                asked.money("price"),
                asked.text("wallet"));
        units(asked).move(sale.seller(), made, sale.units(), now.period());
        sales.put(made, sale);
    }

    private Sale sale(Fields asked) {
        return Optional.ofNullable(sales.get(asked.text("sale"))).orElseThrow(() -> new Foreign(asked.text("sale")));
    }

    private void buyShares(Fields asked, Settling.Now now, Movements movements) {
        Sale sale = sale(asked);
        lineage.asset(sale.asset()).units().move(asked.text("sale"), asked.text("buyer"), sale.units(), now.period());
        String account = "sale/" + asked.text("sale");
        Fields.Amount price = sale.price();
        movements.move("wallet/" + asked.text("wallet"), account, price.currency(), price.nano());
        movements.move(account, "wallet/" + sale.wallet(), price.currency(), price.nano());
    }

    private void settle(Step step, Fields asked, Settling.Now now, Movements movements) {
        int through = (int) closed(step);
        mustOwe(step, settling.settle(asked.text("asset"), asked.number("period"), through, now, movements));
    }

    private static List<Payment> payments(Fields asked) {
        return asked.objects("actions").stream()
                .filter(action -> action.has("payee"))
                .map(action -> new Payment(action.text("payee"), action.money("amount")))
                .toList();
    }

    /** A passed proposal pays out of the treasury what it says. */
    private void execute(Step step, Fields asked, Movements movements) {
        List<Payment> payments = decided.remove(asked.text("proposal"));
        if (payments == null) {
            throw new Foreign(asked.text("proposal"));
        }
        List<String> owed = new ArrayList<>();
        for (Payment one : payments) {
            movements.move(
                    "treasury",
                    "payable/" + one.payee(),
                    one.amount().currency(),
                    one.amount().nano());
            owed.add(one.payee() + " " + one.amount().currency() + " "
                    + one.amount().nano());
        }
        mustOwe(step, owed);
    }

    /** The ledger names payables by ids of its own; what they are worth must be what is owed. */
    private void mustOwe(Step step, List<String> expected) {
        List<String> owed = new ArrayList<>(expected);
        List<String> written = new ArrayList<>();
        step.writes().forEach((key, value) -> {
            if (key.startsWith(PAYABLE) && value.isPresent()) {
                Fields payable = Fields.of(value.get());
                Fields.Amount amount = payable.money("amount");
                written.add(payable.text("party") + " " + amount.currency() + " " + amount.nano());
                payables.put(payable.text("party") + "/" + payable.text("id"), amount);
            }
        });
        Collections.sort(owed);
        Collections.sort(written);
        if (!owed.equals(written)) {
            throw new Difference("the model owes " + owed + ", the ledger " + written);
        }
    }

    private void claim(Fields asked, Movements movements) {
        String party = asked.text("party");
        BigInteger sum = BigInteger.ZERO;
        String currency = "";
        for (String id : asked.texts("payables")) {
            Fields.Amount amount = payables.remove(party + "/" + id);
            if (amount == null) {
                throw new Difference("no payable " + id + " of " + party);
            }
            sum = sum.add(amount.nano());
            currency = amount.currency();
        }
        movements.move("payable/" + party, ownWallet(asked, party), currency, sum);
    }

    private void claimShares(Fields asked, Movements movements) {
        String holder = asked.text("holder");
        String party = Optional.ofNullable(sales.get(holder)).map(Sale::seller).orElse(holder);
        BigInteger paid = settling.pool(asked.text("asset"), asked.text("currency"))
                .claim(units(asked), holder, party, (int) asked.number("through"));
        movements.move("pool/" + asked.text("asset"), ownWallet(asked, party), asked.text("currency"), paid);
    }

    private String ownWallet(Fields asked, String party) {
        if (!party.equals(wallets.get(asked.text("wallet")))) {
            throw new Difference(asked.text("wallet") + " is no wallet of " + party);
        }
        return "wallet/" + asked.text("wallet");
    }

    private void book(Movements.Movement movement) {
        balances.merge(
                movement.from() + " " + movement.currency(), movement.nano().negate(), BigInteger::add);
        balances.merge(movement.to() + " " + movement.currency(), movement.nano(), BigInteger::add);
    }

    /** Only outside of the ledger can there be less than nothing. */
    private void mustHold(Movements.Movement movement) {
        for (String place : List.of(movement.from(), movement.to())) {
            String account = place + " " + movement.currency();
            BigInteger holds = balances.getOrDefault(account, BigInteger.ZERO);
            if (holds.signum() < 0 && !account.startsWith("cash/")) {
                throw new Difference(account + " would hold " + holds);
            } else if (holds.signum() == 0) {
                balances.remove(account);
            }
        }
    }

    /** What the model holds on every account that is not empty, by account and currency, in nano. */
    public Map<String, BigInteger> balances() {
        return Collections.unmodifiableMap(balances);
    }

    /** How many transactions were about something that the model has not seen begin; it left them out. */
    public long foreign() {
        return foreign;
    }

    /** How many transactions agreed. */
    public long replayed() {
        return replayed;
    }

    /** What was compared, and how far it came from what is exact. */
    public String figures() {
        Settling.Figures of = settling.figures();
        return String.format(
                Locale.ROOT,
                "%d waterfalls, %d entitlements of up to %d splits, at most %s nano from exact (%s of what they may be);"
                        + " claims of shares at most %s nano",
                of.groups(),
                of.entitlements(),
                of.splits(),
                decimal(of.furthest()),
                decimal(of.ofAllowance()),
                decimal(of.claims()));
    }

    private static String decimal(Rational number) {
        return new java.math.BigDecimal(number.numerator())
                .divide(new java.math.BigDecimal(number.denominator()), 6, RoundingMode.UP)
                .toPlainString();
    }
}
