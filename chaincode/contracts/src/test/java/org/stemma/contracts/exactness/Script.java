package org.stemma.contracts.exactness;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.BiFunction;
import org.stemma.api.Ppm;
import org.stemma.contracts.exactness.Op.Kind;
import org.stemma.contracts.exactness.Products.Made;

/** Writes random operations, each with what earlier ones have made. The same seed and results give the same operations. */
public final class Script {
    private static final int MAX_ROOTS = 6;
    private static final int MAX_ASSETS = 20;
    private static final int MAX_VERSIONS = 60;
    private static final int MAX_OFFERS = 60;
    private static final int MAX_PROPOSALS = 12;
    private static final int RECENT = 30;
    private static final long THOUSANDTH = 1_000_000;
    private static final long HUGE = 900_000_000_000_000_000L;
    private static final long[] PER_UNITS = {1, 3, 7, 1000, 999_983, 1_000_000};
    private static final long[] UPSTREAM = {0, 1, 333, 10_000, 33_333, 100_000, 100_000, 150_000};
    private static final long[] ISSUES = {1, 2, 3, 7, 100, 997, 1000, 1_000_000, 999_999_999_989L, 1_000_000_000_000L};

    /** How often each kind is tried; one that has nothing to do gives way to another. */
    private static final Map<Kind, Integer> WEIGHTS = weights();

    private final Random random;
    private final Products products;
    private final Outlook outlook;
    private final int currencies;
    private final long wealth;
    private final boolean memory;
    private int number;
    private int proposals;
    private int crowd;

    /**
     * @param wealth what every wallet begins with, in nano; most amounts are far smaller
     * @param memory whether some operations may share a block, and some deposits be huge
     */
    public Script(long seed, Player player, int currencies, long wealth, boolean memory) {
        this.wealth = wealth;
        this.random = new Random(seed);
        this.products = player.products();
        this.outlook = player.outlook();
        this.currencies = currencies;
        this.memory = memory;
    }

    private static Map<Kind, Integer> weights() {
        Map<Kind, Integer> weights = new LinkedHashMap<>();
        weights.put(Kind.DEPOSIT, 5);
        weights.put(Kind.WITHDRAW, 2);
        weights.put(Kind.PAY_WITHDRAWAL, 2);
        weights.put(Kind.FOLD, 1);
        weights.put(Kind.REGISTER, 3);
        weights.put(Kind.DERIVE, 4);
        weights.put(Kind.ADD_VERSION, 1);
        weights.put(Kind.OFFER, 4);
        weights.put(Kind.BUY, 9);
        weights.put(Kind.REPORT, 18);
        weights.put(Kind.CLOSE_GRANT, 2);
        weights.put(Kind.RELEASE_LANES, 2);
        weights.put(Kind.ISSUE, 3);
        weights.put(Kind.TRANSFER, 9);
        weights.put(Kind.SELL, 4);
        weights.put(Kind.CANCEL_SALE, 1);
        weights.put(Kind.BUY_SHARES, 4);
        weights.put(Kind.SETTLE, 14);
        weights.put(Kind.CLAIM, 6);
        weights.put(Kind.CLAIM_SHARES, 11);
        weights.put(Kind.CLOSE_EPOCHS, 3);
        weights.put(Kind.PASS, 3);
        weights.put(Kind.GOVERN, 1);
        return weights;
    }

    /** The next operation. */
    public synchronized Op next() {
        int first = number++;
        if (first < Cast.PARTIES * currencies) {
            return op(first, Kind.DEPOSIT, first % Cast.PARTIES, first / Cast.PARTIES, wealth);
        }
        while (true) {
            Kind kind = kind();
            Optional<long[]> arguments = arguments(kind);
            if (arguments.isPresent()) {
                return op(first, kind, arguments.get());
            }
        }
    }

    private Op op(int at, Kind kind, long... arguments) {
        boolean together = memory && kind != Kind.PASS && kind != Kind.GOVERN && isTogether();
        return new Op(at, kind, together, Arrays.stream(arguments).boxed().toList());
    }

    /** Most stand alone; now and then many come at once, as from a program. */
    private boolean isTogether() {
        crowd = crowd > 0 ? crowd - 1 : random.nextInt(40) == 0 ? 5 + random.nextInt(20) : 0;
        return crowd > 0 ? random.nextInt(12) != 0 : random.nextInt(8) == 0;
    }

    private Kind kind() {
        int sum = WEIGHTS.values().stream().mapToInt(Integer::intValue).sum();
        int left = random.nextInt(sum);
        for (Map.Entry<Kind, Integer> one : WEIGHTS.entrySet()) {
            left -= one.getValue();
            if (left < 0) {
                return one.getKey();
            }
        }
        throw new IllegalStateException("weights");
    }

    private Optional<long[]> arguments(Kind kind) {
        return switch (kind) {
            case DEPOSIT -> some(party(), currency(), deposit());
            case WITHDRAW -> some(party(), currency(), random.nextInt(300_000) + 1);
            case PAY_WITHDRAWAL -> unpaid();
            case FOLD -> some(party(), currency());
            case REGISTER -> register();
            case DERIVE -> derive();
            case ADD_VERSION -> addVersion();
            case OFFER -> offer();
            case BUY -> buy();
            case REPORT -> report();
            case CLOSE_GRANT ->
                recentGrant()
                        .filter(one -> random.nextInt(3) == 0)
                        .map(one -> of(one.op().number()));
            case RELEASE_LANES ->
                pick(products.made(Kind.CLOSE_GRANT))
                        .filter(one -> outlook.releasable(one.op().argument(0)))
                        .map(one -> of(one.op().argument(0)));
            case ISSUE -> issue();
            case TRANSFER -> transfer();
            case SELL -> sell();
            case CANCEL_SALE -> openSale().map(one -> of(one.op().number()));
            case BUY_SHARES ->
                openSale().map(one -> {
                    long wanted = one.op().number(5);
                    return of(
                            one.op().number(),
                            wanted >= 0 ? wanted : other(one.op().argument(1)));
                });
            case SETTLE ->
                pick(outlook.dueAssets())
                        .flatMap(asset -> pick(outlook.duePeriods(asset)).map(period -> of(asset, period)));
            case CLAIM -> claim();
            case CLAIM_SHARES -> claimShares();
            case CLOSE_EPOCHS -> outlook.epochsAreDue() ? some() : Optional.empty();
            case PASS -> some(20L + random.nextInt(random.nextInt(4) == 0 ? 12_000 : 2_000));
            case GOVERN ->
                proposals++ >= MAX_PROPOSALS
                        ? Optional.empty()
                        : some(
                                rate(),
                                1 + random.nextInt(3),
                                2 + random.nextInt(3),
                                random.nextBoolean() ? party() : -1,
                                currency());
        };
    }

    private static Optional<long[]> some(long... arguments) {
        return Optional.of(arguments);
    }

    private static long[] of(long... arguments) {
        return arguments;
    }

    private <T> Optional<T> pick(List<T> from) {
        return from.isEmpty() ? Optional.empty() : Optional.of(from.get(random.nextInt(from.size())));
    }

    private long pick(long[] from) {
        return from[random.nextInt(from.length)];
    }

    private int party() {
        return random.nextInt(Cast.PARTIES);
    }

    private int other(int party) {
        return (party + 1 + random.nextInt(Cast.PARTIES - 1)) % Cast.PARTIES;
    }

    /** Most are in the first currency, where one has most to do with the others. */
    private int currency() {
        return currencies > 1 && random.nextInt(4) == 0 ? 1 : 0;
    }

    /** From one nano to ten units, and now and then far more. */
    private long amount() {
        return switch (random.nextInt(8)) {
            case 0 -> 1;
            case 1 -> 1 + random.nextInt(100);
            case 2, 3 -> 1 + random.nextInt(1_000_000);
            case 4, 5, 6 -> 1 + random.nextLong(10_000_000_000L);
            default -> 1 + random.nextLong(wealth / 10);
        };
    }

    /** Whole thousandths of the currency's unit, as its coarser one asks for; now and then a tenth of all there can be. */
    private long deposit() {
        return memory && random.nextInt(80) == 0 ? HUGE : (1 + amount() / THOUSANDTH) * THOUSANDTH;
    }

    private long rate() {
        return random.nextInt(4) == 0 ? 0 : random.nextInt(200_001);
    }

    private Optional<long[]> unpaid() {
        return pick(recent(products.made(Kind.WITHDRAW)))
                .filter(outlook::isUnpaid)
                .map(one -> of(one.op().number()));
    }

    private List<Made> assets() {
        return products.made(Kind.REGISTER, Kind.DERIVE);
    }

    /** Contributors' shares: none, even ones that tie, all there is, or anything. */
    private long[] contributors() {
        int count = random.nextInt(5);
        long[] pairs = new long[2 * count];
        List<Integer> parties = Cast.atRandom(random);
        long left = Ppm.ONE;
        int way = random.nextInt(3);
        for (int i = 0; i < count; i++) {
            long share =
                    switch (way) {
                        case 0 -> Ppm.ONE / (count + 1);
                        case 1 -> i == count - 1 ? left : left / 3;
                        default -> random.nextLong(left / 2 + 1);
                    };
            left -= share;
            // The same party may stand there twice, in two roles.
            pairs[2 * i] = parties.get(random.nextInt(6) == 0 ? 0 : i);
            pairs[2 * i + 1] = share;
        }
        return pairs;
    }

    private static long[] join(long[]... parts) {
        return Arrays.stream(parts).flatMapToLong(Arrays::stream).toArray();
    }

    private Optional<long[]> register() {
        return products.made(Kind.REGISTER).size() >= MAX_ROOTS
                ? Optional.empty()
                : Optional.of(join(of(party(), random.nextInt(2)), contributors()));
    }

    /** A grant for each of some distinct assets, bought by one party, other than the asset itself. */
    private List<Integer> parents(int party, int self) {
        Map<Integer, Integer> byAsset = new LinkedHashMap<>();
        for (Made grant : recent(products.made(Kind.BUY))) {
            boolean usable =
                    grant.op().argument(1) == party && outlook.isOpen(grant.op().number());
            int asset = products.assetOf(grant.op().number());
            if (usable && asset != self && (self < 0 || asset < self)) {
                byAsset.put(asset, grant.op().number());
            }
        }
        List<Integer> chosen = new ArrayList<>();
        for (int grant : byAsset.values()) {
            if (chosen.size() < 4 && random.nextBoolean()) {
                chosen.add(grant);
            }
        }
        return chosen;
    }

    private long[] counted(List<Integer> grants) {
        return join(
                of(grants.size()), grants.stream().mapToLong(Integer::longValue).toArray());
    }

    private Optional<long[]> derive() {
        int party = party();
        List<Integer> grants = assets().size() >= MAX_ASSETS ? List.of() : parents(party, -1);
        return grants.isEmpty()
                ? Optional.empty()
                : Optional.of(join(of(party, random.nextInt(2)), counted(grants), contributors()));
    }

    private Optional<long[]> addVersion() {
        if (products.made(Kind.ADD_VERSION).size() >= MAX_VERSIONS) {
            return Optional.empty();
        }
        return pick(assets()).map(asset -> {
            List<Integer> grants = parents(asset.op().argument(0), asset.op().number());
            return join(of(asset.op().number()), counted(grants), contributors());
        });
    }

    private Optional<long[]> offer() {
        if (products.made(Kind.OFFER).size() >= MAX_OFFERS) {
            return Optional.empty();
        }
        return pick(assets()).map(asset -> {
            int price = random.nextInt(8) == 0 ? 0 : random.nextInt(3) == 0 ? 1 : 2;
            int currency = currency();
            long step = currency == 0 ? 1 : THOUSANDTH;
            long fee = price == 0 ? 0 : (price == 1 || random.nextInt(3) == 0) ? amount() : 0;
            long rate = price == 2 ? Math.min(amount(), 1_000_000_000L) : 0;
            return of(
                    asset.op().number(),
                    price,
                    currency,
                    (fee + step - 1) / step * step,
                    rate,
                    pick(PER_UNITS),
                    pick(UPSTREAM));
        });
    }

    private Optional<long[]> buy() {
        return pick(products.made(Kind.OFFER)).map(offer -> {
            long lowMark = random.nextInt(3) == 0 ? amount() : -1;
            return of(offer.op().number(), party(), random.nextInt(200_000), lowMark, 1 + random.nextInt(3));
        });
    }

    /** The last ones, and all now and then. */
    private <T> List<T> recent(List<T> all) {
        int from = random.nextInt(10) == 0 ? 0 : Math.max(0, all.size() - RECENT);
        return all.subList(from, all.size());
    }

    /** A grant that is not closed. */
    private Optional<Made> recentGrant() {
        return pick(recent(products.made(Kind.BUY)))
                .filter(one -> outlook.isOpen(one.op().number()));
    }

    private Optional<long[]> report() {
        int meter = random.nextInt(Cast.METERS);
        List<long[]> lines = new ArrayList<>();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            pick(recent(products.made(Kind.BUY)))
                    .filter(grant -> outlook.isMetered(grant.op().number(), meter))
                    .ifPresent(grant -> lines.add(of(grant.op().number(), units(), age())));
        }
        return lines.isEmpty() ? Optional.empty() : Optional.of(join(of(meter), join(lines.toArray(long[][]::new))));
    }

    private long units() {
        return switch (random.nextInt(6)) {
            case 0 -> 1;
            case 1, 2 -> 1 + random.nextInt(100);
            case 3, 4 -> 1 + random.nextInt(100_000);
            default -> random.nextInt(20) == 0 ? 0 : 1 + random.nextInt(10_000_000);
        };
    }

    /** Up to about a period ago, so that what was used in one is often reported in the next. */
    private long age() {
        return random.nextInt(3) == 0 ? random.nextInt(14_000) : random.nextInt(20);
    }

    private Optional<long[]> issue() {
        List<Integer> issued = products.made(Kind.ISSUE).stream()
                .map(one -> one.op().argument(0))
                .toList();
        return pick(assets().stream()
                        .filter(one -> !issued.contains(one.op().number()))
                        .toList())
                .map(asset -> {
                    int step = Cast.ORGANISATIONS.size();
                    int holder = (asset.op().argument(0) + step * random.nextInt(4)) % Cast.PARTIES;
                    return of(asset.op().number(), holder, pick(ISSUES));
                });
    }

    private Optional<Integer> issued() {
        return pick(products.made(Kind.ISSUE)).map(one -> one.op().argument(0));
    }

    private long portion() {
        return switch (random.nextInt(4)) {
            case 0 -> 0;
            case 1 -> Ppm.ONE;
            default -> random.nextInt(Ppm.ONE);
        };
    }

    private Optional<long[]> giver(BiFunction<Integer, Integer, long[]> with) {
        return issued().flatMap(asset -> pick(outlook.givers(asset)).map(from -> with.apply(asset, from)));
    }

    private Optional<long[]> transfer() {
        return giver((asset, from) -> of(asset, from, other(from), portion()));
    }

    private Optional<long[]> sell() {
        int currency = currency();
        long price = Math.max(1, Math.min(amount(), 1_000_000_000L));
        long whole = currency == 0 ? price : price * THOUSANDTH;
        return giver((asset, from) ->
                of(asset, from, portion(), currency, whole, random.nextInt(4) == 0 ? other(from) : -1));
    }

    private Optional<Made> openSale() {
        return pick(recent(products.made(Kind.SELL))).filter(outlook::isForSale);
    }

    private Optional<long[]> claim() {
        int party = party();
        int currency = currency();
        int count = outlook.countPayables(party, currency);
        return count == 0 ? Optional.empty() : some(party, currency, 1 + random.nextInt(Math.min(50, count)));
    }

    private Optional<long[]> claimShares() {
        return pick(products.made(Kind.ISSUE))
                .flatMap(issue -> pick(outlook.behind(issue)))
                .map(one -> of(
                        one.asset(),
                        one.party(),
                        one.sale(),
                        one.currency(),
                        1 + random.nextInt((int) Math.min(100, one.entries()))));
    }
}
