package org.stemma.client.royalty;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.stemma.api.CurrencyCode;
import org.stemma.api.Money;

/** Prints a recomputation for people: who paid, who got what, and what differs. */
public final class Account {
    private static final int NAME_WIDTH = 88;
    private static final int AMOUNT_WIDTH = 18;

    private Account() {}

    public static List<String> lines(Recomputation.Result result, GatewayLedger ledger) {
        List<String> lines = new ArrayList<>();
        lines.add("recomputed from " + result.receipts() + " receipts: " + result.settlements() + " settlements");
        result.flows().currencies().forEach(currency -> currency(lines, result.flows(), currency, ledger));
        if (!result.hidden().isEmpty()) {
            lines.add("not compared: payables of " + result.hidden().size()
                    + " parties of other organisations, which this key may not read");
        }
        result.differences().forEach(difference -> lines.add("DIFFERS  " + difference));
        lines.add(
                result.differences().isEmpty()
                        ? "every settlement, upstream receipt and payable is as recomputed, to the nano"
                        : result.differences().size() + " differences");
        return lines;
    }

    private static void currency(List<String> lines, Flows flows, CurrencyCode currency, GatewayLedger ledger) {
        SortedMap<String, BigInteger> paid = ledger.byLicensee(flows.fromGrants(currency));
        lines.add("paid by licensees, " + currency);
        paid.forEach((who, nano) -> lines.add(line(who, nano)));
        lines.add(line("= total", sum(paid)));
        SortedMap<String, BigInteger> got = new TreeMap<>();
        flows.toParties(currency).forEach((party, nano) -> got.put(ledger.party(party) + "  " + party, nano));
        lines.add("went to, " + currency);
        got.entrySet().stream()
                .sorted(Recomputation.byAmount())
                .forEach(entry -> lines.add(line(entry.getKey(), entry.getValue())));
        lines.add(line("treasury", flows.treasury(currency)));
        if (flows.unsettled(currency).signum() != 0) {
            lines.add(line("received, its period not settled yet", flows.unsettled(currency)));
        }
        if (flows.fractions(currency).signum() != 0) {
            lines.add(line("fractions of a nano, kept for holders of shares", flows.fractions(currency)));
        }
        lines.add(line(
                "= total",
                sum(got).add(flows.fractions(currency))
                        .add(flows.treasury(currency))
                        .add(flows.unsettled(currency))));
    }

    private static BigInteger sum(Map<String, BigInteger> amounts) {
        return amounts.values().stream().reduce(BigInteger.ZERO, BigInteger::add);
    }

    /** Amounts stand with all nine places under each other, so that nanos can be compared by eye. */
    private static String line(String who, BigInteger nano) {
        String plain = new BigDecimal(nano, Money.SCALE).toPlainString();
        String padded = who.length() > NAME_WIDTH ? who : who + " ".repeat(NAME_WIDTH - who.length());
        return "  " + padded + " ".repeat(Math.max(1, AMOUNT_WIDTH - plain.length())) + plain;
    }
}
