package org.stemma.contracts.exactness;

import java.util.List;

/**
 * An operation, as data: any part of a list of them can be played. What an argument refers to stands as the number of the
 * operation that made it; if that was not played, neither is this.
 *
 * @param together whether it shares a block with the next one
 */
public record Op(int number, Kind kind, boolean together, List<Long> arguments) {
    /** What can be done, and the names of the arguments; a name in brackets begins a list to the end. */
    public enum Kind {
        DEPOSIT("party", "currency", "nano"),
        WITHDRAW("party", "currency", "ppm"),
        PAY_WITHDRAWAL("withdrawal#"),
        FOLD("party", "currency"),
        REGISTER("party", "model", "[contributor", "ppm]"),
        DERIVE("party", "model", "grants", "[grant#...", "contributor", "ppm]"),
        ADD_VERSION("asset#", "grants", "[grant#...", "contributor", "ppm]"),
        OFFER("asset#", "price", "currency", "fee", "rate", "perUnits", "upstreamPpm"),
        BUY("offer#", "party", "prepayPpm", "lowMark", "meters"),
        REPORT("meter", "[grant#", "units", "ageMillis]"),
        CLOSE_GRANT("grant#"),
        RELEASE_LANES("grant#"),
        ISSUE("asset#", "party", "units"),
        TRANSFER("asset#", "from", "to", "ppm"),
        SELL("asset#", "seller", "ppm", "currency", "price", "buyer"),
        CANCEL_SALE("sale#"),
        BUY_SHARES("sale#", "party"),
        SETTLE("asset#", "period"),
        CLAIM("party", "currency", "count"),
        CLAIM_SHARES("asset#", "party", "sale#", "currency", "entries"),
        CLOSE_EPOCHS(),
        PASS("millis"),
        GOVERN("feePpm", "window", "periodsAhead", "payee", "currency");

        private final String names;

        Kind(String... names) {
            this.names = String.join(", ", names);
        }
    }

    int argument(int place) {
        return Math.toIntExact(arguments.get(place));
    }

    long number(int place) {
        return arguments.get(place);
    }

    @Override
    public String toString() {
        return "#" + number + " " + kind + (together ? " together" : "") + " (" + kind.names + ") " + arguments;
    }
}
