package org.stemma.contracts.exactness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Faults in the product's own rules are seen, and shortened to what shows them; without a fault the same run agrees. */
final class SeededFaultsTest {
    private static final long SEED = Sizes.seed();
    private static final int OPERATIONS = 500;
    private static final int MOST_RUNS = Sizes.full() ? 1000 : 25;

    /** What a person can follow; with few runs nearly as many may be left as there were. */
    private static final int LONGEST = Sizes.full() ? 25 : OPERATIONS;

    private static final Pattern SHORTENED = Pattern.compile("shortened to (\\d+) in");

    @Test
    void without_a_fault_the_run_agrees() throws Exception {
        assertEquals("", Mutant.none().report(SEED, OPERATIONS, MOST_RUNS));
    }

    @Test
    void flooring_what_is_kept_when_units_are_transferred_is_seen() throws Exception {
        mustBeSeen(
                "org.stemma.contracts.share.ShareRules",
                "return with(holding, checkpoints, holding.positions(), holding.version() + 1, holding.membership());",
                "Map<CurrencyCode, Position> floored = new TreeMap<>();"
                        + " holding.positions().forEach((c, p) -> floored.put(c, new Position(p.entry(), BigInteger.ZERO)));"
                        + " return with(holding, checkpoints, floored, holding.version() + 1, holding.membership());",
                "parts of a nano have come from nowhere or gone");
    }

    @Test
    void a_fee_that_is_taken_twice_is_seen() throws Exception {
        mustBeSeen(
                "org.stemma.contracts.royalty.RoyaltyRules",
                "Ppm fee = group.outside() ? rules.treasuryFee() : Ppm.ZERO;",
                "Ppm fee = rules.treasuryFee();",
                "royalty:settle");
    }

    @Test
    void ties_in_another_order_are_seen() throws Exception {
        mustBeSeen(
                "org.stemma.api.Split",
                ".reversed().thenComparing(Quota::id, BYTE_ORDER)",
                ".reversed().thenComparing(Quota::id, BYTE_ORDER.reversed())",
                "royalty:settle");
    }

    @Test
    void a_carry_of_the_pool_that_is_lost_is_seen() throws Exception {
        mustBeSeen(
                "org.stemma.contracts.royalty.PoolRules",
                "new Pool(pool.asset(), pool.currency(), parts[1], number)",
                "new Pool(pool.asset(), pool.currency(), BigInteger.ZERO, number)",
                "parts of a nano have come from nowhere or gone");
    }

    @Test
    void a_carry_of_a_price_by_the_unit_that_is_lost_is_seen() throws Exception {
        mustBeSeen("org.stemma.contracts.account.LaneRules", "exact[1].longValueExact(),", "0,", "usage:report");
    }

    @Test
    void units_of_the_payment_date_instead_of_the_record_date_are_seen() throws Exception {
        mustBeSeen(
                "org.stemma.api.royalty.PoolEntry", "holding.unitsAt(usagePeriod)", "holding.unitsAt(period)", "pool/");
    }

    private static void mustBeSeen(String type, String right, String wrong, String difference) throws Exception {
        String report = Mutant.of(type, right, wrong).report(SEED, OPERATIONS, MOST_RUNS);
        System.out.println(type + " with " + wrong + ":\n" + report);
        assertTrue(report.startsWith("seed " + SEED + " differs after "), () -> "not seen: " + wrong);
        assertTrue(report.contains(difference), report);
        Matcher shortened = SHORTENED.matcher(report);
        assertTrue(shortened.find() && Integer.parseInt(shortened.group(1)) <= LONGEST, report);
    }
}
