package org.stemma.client.story;

import com.google.gson.JsonObject;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.stemma.api.CurrencyCode;
import org.stemma.api.GrantId;
import org.stemma.api.Money;
import org.stemma.api.kernel.Charter;
import org.stemma.api.license.Terms;
import org.stemma.api.member.Party;
import org.stemma.api.royalty.PoolEntry;
import org.stemma.api.usage.UsageLine;
import org.stemma.client.gateway.Body;
import org.stemma.client.gateway.Gateway;
import org.stemma.client.gateway.Json;
import org.stemma.client.gateway.RefusedCall;

/** Shares of what the model earns: issued, sold, and paid by who held them when the usage took place. */
final class Shares {
    private static final Duration LAG = Duration.ofSeconds(20);
    private static final Duration PAUSE = Duration.ofMillis(250);
    private static final String REPORTED = "usage.sequence_used";
    private static final String TOO_LATE = "usage.times_invalid";
    private static final Duration MOMENT = Duration.ofMillis(100);

    private final Cast cast;
    private final Model model;
    private final Charter charter;
    private final Teller teller;

    Shares(Cast cast, Model model, Charter charter, Teller teller) {
        this.cast = cast;
        this.model = model;
        this.charter = charter;
        this.teller = teller;
    }

    /** The sale, its buyer, and the grant under which usage was reported late. */
    record Sold(String sale, Cast.Role investor, String grant, long usedPeriod) {}

    void issue() {
        teller.chapter("Lab issues shares of what the model earns");
        Desk.write(
                cast.lab().as("owner"),
                "/v1/assets/" + model.asset() + "/shares",
                "shares:model",
                new Body().with("holder", cast.labParty().party()).with("units", Figures.UNITS));
        teller.say(Figures.UNITS
                + " units, all of them Lab's: from now on they get what fee, ancestors and contributors" + " leave");
    }

    Sold sell(java.nio.file.Path keyFile) {
        teller.chapter("An investor buys shares; usage of before the sale is reported after it");
        Cast.Role investor =
                Cast.role(new Cast.Part(cast.archive(), "investor", "An investor", Party.Kind.INVESTOR), teller);
        Cast.deposit(cast.lab(), investor, Figures.INVESTOR_DEPOSIT, teller);
        BatchMeter meter = BatchMeter.register(cast.lab(), keyFile);
        String grant = grant(meter);
        Instant used = validFrom(grant).plus(MOMENT);
        long usedPeriod = period(used);
        Instant next = charter.endOf(charter.lastEpochOf(usedPeriod));
        teller.say("Studio's batch job uses the model at " + used + ", in period " + usedPeriod
                + "; its meter will report that later");
        Desk.pause(Duration.between(Instant.now(), next.plus(MOMENT)));
        String sale = sale();
        buy(sale, investor);
        report(meter, grant, used);
        return new Sold(sale, investor, grant, usedPeriod);
    }

    private String grant(BatchMeter meter) {
        Terms terms = Figures.batch();
        Desk.write(
                cast.lab().as("owner"),
                "/v1/assets/" + model.asset() + "/offers",
                "offer:model:batch",
                new Body().with("terms", terms).with("meters", List.of(meter.id())));
        return Desk.id(
                cast.studio().as("buyer"),
                "/v1/grants",
                "grant:batch",
                new Body()
                        .with("licensee", cast.user().party())
                        .with("asset", model.asset())
                        .with("version", 1L)
                        .with("terms", terms.id())
                        .with("purpose", Terms.Purpose.COMMERCIAL)
                        .with("wallet", cast.user().wallet())
                        .with("maxFee", Figures.BATCH_PREPAY.with(0))
                        .with("prepay", Figures.BATCH_PREPAY)
                        .with("meters", List.of(meter.id())));
    }

    private Instant validFrom(String grant) {
        JsonObject bought = Desk.patiently(() -> cast.studio().as("buyer").object("/v1/grants/" + grant));
        return Instant.parse(Json.text(bought, "validFrom"));
    }

    private long period(Instant time) {
        return charter.periodOf(charter.epochOf(time));
    }

    private String sale() {
        String sale = Desk.id(
                cast.lab().as("buyer"),
                "/v1/sales",
                "sale:model",
                new Body()
                        .with("asset", model.asset())
                        .with("seller", cast.labParty().party())
                        .with("units", Figures.SOLD_UNITS)
                        .with("price", Figures.SALE_PRICE)
                        .with("wallet", cast.labParty().wallet()));
        teller.say("Lab offers " + Figures.SOLD_UNITS + " units for " + Figures.SALE_PRICE + ": they lie in escrow");
        return sale;
    }

    private void buy(String sale, Cast.Role investor) {
        Desk.write(
                cast.archive().as("buyer"),
                "/v1/sales/" + sale + "/purchase",
                "buy:" + sale,
                new Body()
                        .with("buyer", investor.party())
                        .with("wallet", investor.wallet())
                        .with("maxPrice", Figures.SALE_PRICE));
        teller.say(investor.name() + " of Archive buys them: price and units change hands in one transaction");
    }

    /** Late usage, and as much of now. */
    private void report(BatchMeter meter, String grant, Instant used) {
        GrantId id = new GrantId(grant);
        try {
            Instant now = Instant.now()
                    .truncatedTo(java.time.temporal.ChronoUnit.MILLIS)
                    .minus(MOMENT);
            meter.report(
                    1,
                    List.of(
                            new UsageLine(id, 1, Figures.BATCH_BYTES, used, used),
                            new UsageLine(id, 1, Figures.BATCH_BYTES, now, now)));
        } catch (RefusedCall e) {
            // Reported before the story was broken off, or too late because it was.
            if (!e.code().equals(REPORTED) && !e.code().equals(TOO_LATE)) {
                throw e;
            }
            teller.say("the batch job's usage is not reported again: " + e.code());
            return;
        }
        teller.say(
                "only now the meter reports " + Figures.BATCH_BYTES + " bytes of before the sale, and as many of now");
    }

    /** Everyone claims its part of the pool; what the holders got is recomputed from units alone. */
    void claim(Sold sold) {
        teller.chapter("Holders claim from the share pool");
        List<PoolEntry> entries = entries();
        if (entries.isEmpty()) {
            throw new StoryException("the share pool of " + model.asset() + " has no entry");
        }
        long through = entries.get(entries.size() - 1).number();
        claim(cast.labParty(), cast.labParty().party(), through);
        claim(cast.labParty(), sold.sale(), through);
        claim(sold.investor(), sold.investor().party(), through);
        Money late = sum(entries, entry -> entry.usagePeriod() <= sold.usedPeriod());
        Money later = sum(entries, entry -> entry.usagePeriod() > sold.usedPeriod());
        teller.sum("share pool: " + late + " of usage up to the period before the sale went to Lab alone; of "
                + later + " after it the investor got "
                + Figures.SOLD_UNITS * 100 / Figures.UNITS + " %");
        mustHold(sold, later);
    }

    private List<PoolEntry> entries() {
        return cast
                .lab()
                .as("owner")
                .list("/v1/assets/" + model.asset() + "/pools/" + Figures.CURRENCY + "/entries")
                .stream()
                .map(entry -> Json.bind(entry, PoolEntry.class))
                .toList();
    }

    private static Money sum(List<PoolEntry> entries, java.util.function.Predicate<PoolEntry> which) {
        long nano = entries.stream().filter(which).mapToLong(PoolEntry::nano).reduce(0, Math::addExact);
        return Money.zero(new CurrencyCode(Figures.CURRENCY)).with(nano);
    }

    private void claim(Cast.Role role, String holder, long through) {
        try {
            Desk.write(
                    role.member().as("buyer"),
                    "/v1/share-claims",
                    "shares:" + holder + ":" + through,
                    new Body()
                            .with("asset", model.asset())
                            .with("currency", Figures.CURRENCY)
                            .with("holder", holder)
                            .with("wallet", role.wallet())
                            .with("through", through));
        } catch (RefusedCall e) {
            if (!e.code().equals("royalty.entries_out_of_bounds")) {
                throw e;
            }
        }
    }

    /** The investor has its part of what came after the sale, and nothing of what came before. */
    private void mustHold(Sold sold, Money later) {
        BigInteger part = BigInteger.valueOf(later.nano())
                .multiply(BigInteger.valueOf(Figures.SOLD_UNITS))
                .divide(BigInteger.valueOf(Figures.UNITS));
        long rest = Figures.INVESTOR_DEPOSIT.nano() - Figures.SALE_PRICE.nano();
        Money expected = later.with(Math.addExact(rest, part.longValueExact()));
        Gateway buyer = cast.archive().as("buyer");
        long deadline = System.nanoTime() + LAG.toNanos();
        Money has = available(buyer, sold.investor());
        while (Math.abs(has.nano() - expected.nano()) > 1 && System.nanoTime() < deadline) {
            Desk.pause(PAUSE);
            has = available(buyer, sold.investor());
        }
        if (Math.abs(has.nano() - expected.nano()) > 1) {
            throw new StoryException("the investor has " + has + " instead of " + expected);
        }
        teller.say("the investor's wallet: " + has + ", as its units at the end of each usage period say");
    }

    private static Money available(Gateway gateway, Cast.Role role) {
        JsonObject wallet = gateway.object("/v1/wallets/" + role.wallet());
        return Money.of(Json.text(wallet, "available", "currency"), Json.text(wallet, "available", "amount"));
    }
}
