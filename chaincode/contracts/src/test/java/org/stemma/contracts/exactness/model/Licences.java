package org.stemma.contracts.exactness.model;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Terms, grants, and what was prepaid under them: a purse for each grant, a lane for each of its meters. */
final class Licences {
    private static final BigInteger TEN = BigInteger.TEN;

    private final Map<String, Terms> terms = new HashMap<>();
    private final Map<String, Grant> grants = new HashMap<>();

    /** @param rate exact, of one unit */
    private record Terms(Rational upstream, Optional<String> currency, BigInteger fee, Rational rate) {}

    private static final class Grant {
        final String id;
        final String asset;
        final long version;
        final Terms terms;
        final String wallet;
        final Map<String, Lane> lanes = new LinkedHashMap<>();
        BigInteger purse = BigInteger.ZERO;

        Grant(String id, Fields bought, Terms terms) {
            this.id = id;
            this.asset = bought.text("asset");
            this.version = bought.number("version");
            this.terms = terms;
            this.wallet = bought.optional("wallet").orElse("");
        }

        String purseAccount() {
            return "purse/" + id;
        }

        String currency() {
            return terms.currency().orElseThrow();
        }
    }

    private static final class Lane {
        final String account;
        final BigInteger lowMark;
        BigInteger balance = BigInteger.ZERO;
        BigInteger charged = BigInteger.ZERO;
        Rational used = Rational.ZERO;

        Lane(String account, BigInteger lowMark) {
            this.account = account;
            this.lowMark = lowMark;
        }
    }

    void offer(String digest, Fields offered) {
        Fields price = offered.object("price");
        Rational upstream = Rational.ppm(offered.number("upstream"));
        Optional<Fields.Amount> fee = price.optionalMoney("fee");
        Optional<Fields.Amount> rate = price.optionalMoney("rate");
        terms.put(
                digest,
                new Terms(
                        upstream,
                        fee.map(Fields.Amount::currency),
                        fee.map(Fields.Amount::nano).orElse(BigInteger.ZERO),
                        rate.map(one -> Rational.of(one.nano()).over(Rational.of(price.number("perUnits"))))
                                .orElse(Rational.ZERO)));
    }

    Rational upstreamOf(String grant) {
        return grant(grant).terms.upstream();
    }

    /** The fee goes on to the asset; what is prepaid to the purse, and from it to the lanes, twice the low mark each. */
    void buy(String id, Fields bought, Settling settling, Settling.Now now, Movements movements) {
        Terms under = terms.get(bought.text("terms"));
        if (under == null) {
            throw new Foreign(bought.text("terms"));
        }
        Grant grant = new Grant(id, bought, under);
        grants.put(id, grant);
        if (under.currency().isEmpty()) {
            return;
        }
        BigInteger prepaid =
                bought.optionalMoney("prepay").map(Fields.Amount::nano).orElse(BigInteger.ZERO);
        BigInteger lowMark =
                bought.optionalMoney("lowMark").map(Fields.Amount::nano).orElse(prepaid.divide(TEN));
        movements.move(
                "wallet/" + grant.wallet,
                grant.purseAccount(),
                grant.currency(),
                under.fee().add(prepaid));
        settling.receive(
                grant.purseAccount(),
                new Settling.Due(grant.asset, grant.version, now.period(), Settling.Kind.LICENSE_FEE, grant.currency()),
                Flow.of(under.fee()),
                now,
                movements);
        grant.purse = prepaid;
        for (String meter : bought.texts("meters")) {
            Lane lane = new Lane("lane/" + id + "/" + meter, lowMark);
            grant.lanes.put(meter, lane);
            fill(grant, lane, lowMark.add(lowMark), movements);
        }
    }

    private static void fill(Grant grant, Lane lane, BigInteger wanted, Movements movements) {
        BigInteger filled = wanted.min(grant.purse);
        movements.move(grant.purseAccount(), lane.account, grant.currency(), filled);
        grant.purse = grant.purse.subtract(filled);
        lane.balance = lane.balance.add(filled);
    }

    /**
     * Units cost what all units of the lane cost so far, in whole nano, less what was charged for them before. Below its
     * low mark the lane is filled up to twice as much, and to what the charge needs; what it lacks then is owed.
     */
    void report(String meter, Fields line, Settling settling, Settling.Now now, Movements movements) {
        Grant grant = grant(line.text("grant"));
        Lane lane =
                Optional.ofNullable(grant.lanes.get(meter)).orElseThrow(() -> new Difference("no lane of " + meter));
        lane.used = lane.used.plus(grant.terms.rate().times(Rational.of(line.number("units"))));
        BigInteger charge = lane.used.floor().subtract(lane.charged);
        lane.charged = lane.charged.add(charge);
        BigInteger after = lane.balance.subtract(charge);
        if (after.compareTo(lane.lowMark) < 0) {
            fill(grant, lane, lane.lowMark.add(lane.lowMark).subtract(after), movements);
        }
        BigInteger paid = charge.min(lane.balance);
        lane.balance = lane.balance.subtract(paid);
        settling.receive(
                lane.account,
                new Settling.Due(
                        grant.asset,
                        grant.version,
                        now.periodOf(line.time("from")),
                        Settling.Kind.USAGE,
                        grant.currency()),
                Flow.of(paid),
                now,
                movements);
    }

    void close(String id, Movements movements) {
        Grant grant = grant(id);
        if (grant.terms.currency().isPresent()) {
            movements.move(grant.purseAccount(), "wallet/" + grant.wallet, grant.currency(), grant.purse);
            grant.purse = BigInteger.ZERO;
        }
    }

    void release(String id, Movements movements) {
        Grant grant = grant(id);
        for (Lane lane : grant.lanes.values()) {
            movements.move(lane.account, "wallet/" + grant.wallet, grant.currency(), lane.balance);
            lane.balance = BigInteger.ZERO;
        }
        close(id, movements);
    }

    private Grant grant(String id) {
        Grant grant = grants.get(id);
        if (grant == null) {
            throw new Foreign(id);
        }
        return grant;
    }
}
