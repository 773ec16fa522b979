package org.stemma.client.royalty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.stemma.api.Ppm;
import org.stemma.api.account.Receipt;
import org.stemma.api.royalty.Payable;
import org.stemma.api.royalty.Pool;
import org.stemma.api.royalty.PoolEntry;
import org.stemma.api.royalty.Settlement.Applied;

final class RecomputationTest {
    private final BookOfTwo book = new BookOfTwo();

    @Test
    void sums_made_by_hand_are_recomputed_to_the_nano() {
        Recomputation.Result result = Recomputation.of(book, 0);
        assertEquals(List.of(), result.differences());
        assertEquals(2, result.settlements());
        assertEquals(3, result.receipts());
        assertEquals(BigInteger.valueOf(BookOfTwo.FEE), result.flows().treasury(BookOfTwo.XTS));
        assertEquals(
                Map.of("grt_1", BigInteger.valueOf(BookOfTwo.GROSS)),
                result.flows().fromGrants(BookOfTwo.XTS));
        assertEquals(
                Map.of(
                        "prt_lab", BigInteger.valueOf(BookOfTwo.OWNER),
                        "prt_research", BigInteger.valueOf(BookOfTwo.CONTRIBUTOR),
                        "prt_project", BigInteger.valueOf(BookOfTwo.UPSTREAM)),
                result.flows().toParties(BookOfTwo.XTS));
    }

    @Test
    void the_rules_are_those_of_the_usage_period() {
        // Period 8 has a fee of 90 %: a receipt of period 8 for usage in period 7 bears that of period 7.
        book.modelReceipts.clear();
        book.modelReceipts.add(BookOfTwo.receipt(BookOfTwo.MODEL, 7, Receipt.Kind.USAGE, 60, true));
        book.modelReceipts.add(BookOfTwo.receipt(BookOfTwo.MODEL, 7, Receipt.Kind.USAGE, 41, true));
        assertEquals(List.of(), Recomputation.of(book, 0).differences());
    }

    @Test
    void a_nano_moved_between_owner_and_treasury_is_found() {
        Applied honest = book.modelApplied;
        book.modelApplied = new Applied(
                honest.grossNano(),
                honest.treasuryFee(),
                honest.treasuryNano() - 1,
                honest.upstream(),
                honest.contributors(),
                honest.poolNano(),
                honest.owner(),
                honest.ownerNano() + 1);
        assertTwo(Recomputation.of(book, 0).differences(), "treasury: 5 nano recomputed, 4", "owner");
    }

    @Test
    void another_owner_is_found() {
        Applied honest = book.dataApplied;
        book.dataApplied = new Applied(
                honest.grossNano(),
                Ppm.ZERO,
                0,
                honest.upstream(),
                honest.contributors(),
                honest.poolNano(),
                BookOfTwo.LAB,
                honest.ownerNano());
        assertEquals(1, Recomputation.of(book, 0).differences().size());
    }

    @Test
    void a_receipt_that_was_not_folded_is_found() {
        book.modelReceipts.add(BookOfTwo.receipt(BookOfTwo.MODEL, 7, Receipt.Kind.USAGE, 7, true));
        assertTrue(Recomputation.of(book, 0).differences().stream()
                .anyMatch(line -> line.contains("2 receipts in 1 groups were settled, 3 in 1 are there")));
    }

    @Test
    void an_upstream_receipt_that_never_arrived_is_found() {
        book.dataReceipts.clear();
        List<String> differences = Recomputation.of(book, 0).differences();
        assertTrue(differences.stream().anyMatch(line -> line.startsWith("upstream receipts of ast_data")));
    }

    @Test
    void a_payable_that_differs_or_has_no_reason_is_found() {
        book.payables.remove(0);
        book.payables.add(BookOfTwo.payable(BookOfTwo.LAB, BookOfTwo.DATA, 9, Payable.Reason.CONTRIBUTOR, 3));
        assertTwo(Recomputation.of(book, 0).differences(), "26 nano recomputed, 0", "0 nano recomputed, 3");
    }

    @Test
    void payables_that_the_key_may_not_see_are_not_compared() {
        book.payables.remove(0);
        book.hidden.add(BookOfTwo.RESEARCH.value());
        assertEquals(List.of(), Recomputation.of(book, 0).differences());
    }

    @Test
    void from_a_period_on_earlier_ones_are_checked_but_not_summed() {
        Recomputation.Result result = Recomputation.of(book, 8);
        assertEquals(List.of(), result.differences());
        assertEquals(1, result.settlements());
        assertEquals(BigInteger.ZERO, result.flows().treasury(BookOfTwo.XTS));
    }

    @Test
    void what_is_not_settled_yet_is_shown_as_such() {
        book.modelReceipts.add(BookOfTwo.receipt(BookOfTwo.MODEL, 9, Receipt.Kind.LICENSE_FEE, 9, true));
        Recomputation.Result result = Recomputation.of(book, 0);
        assertEquals(List.of(), result.differences());
        assertEquals(BigInteger.valueOf(9), result.flows().unsettled(BookOfTwo.XTS));
    }

    @Test
    void holders_get_the_rest_by_their_units_at_the_end_of_the_usage_period() {
        Recomputation.Result result = Recomputation.of(book.withShares(), 0);
        assertEquals(List.of(), result.differences());
        assertEquals(
                BigInteger.valueOf(6), result.flows().toParties(BookOfTwo.XTS).get("prt_project"));
        assertEquals(
                BigInteger.valueOf(BookOfTwo.OWNER + 3),
                result.flows().toParties(BookOfTwo.XTS).get("prt_lab"));
        assertEquals(BigInteger.ONE, result.flows().fractions(BookOfTwo.XTS));
    }

    @Test
    void an_entry_that_gives_a_unit_more_is_found() {
        PoolEntry honest = book.withShares().entries.remove(0);
        book.entries.add(new PoolEntry(
                honest.asset(),
                honest.currency(),
                1,
                7,
                8,
                honest.nano(),
                honest.perUnit().add(BigInteger.ONE)));
        assertOne("per unit");
    }

    @Test
    void a_lost_carry_is_found() {
        book.withShares().carry = BigInteger.ZERO;
        assertOne("carry of the pool");
    }

    @Test
    void units_that_nobody_issued_are_found() {
        book.withShares().holdings.add(BookOfTwo.holding(BookOfTwo.RESEARCH, 1));
        assertOne("units of all holders in period 7: 3 recomputed, 4 on the ledger");
    }

    @Test
    void a_distribution_that_never_came_is_found() {
        book.withShares().entries.clear();
        book.carry = BigInteger.ZERO;
        assertOne("10 nano are in no entry of the pool");
    }

    @Test
    void an_entry_without_a_settlement_is_found() {
        book.withShares().entries.add(new PoolEntry(BookOfTwo.DATA, BookOfTwo.XTS, 2, 7, 9, 0, BigInteger.ZERO));
        book.carry = BigInteger.ONE;
        assertEquals(List.of(), Recomputation.of(book, 0).differences());
        book.entries.set(1, new PoolEntry(BookOfTwo.DATA, BookOfTwo.XTS, 2, 7, 9, 3, Pool.SCALE));
        assertTrue(Recomputation.of(book, 0).differences().stream()
                .anyMatch(line -> line.contains("nano: 0 recomputed, 3")));
    }

    private void assertOne(String part) {
        List<String> differences = Recomputation.of(book, 0).differences();
        assertEquals(1, differences.size(), differences.toString());
        assertTrue(differences.get(0).contains(part), differences.toString());
    }

    private static void assertTwo(List<String> differences, String first, String second) {
        assertEquals(2, differences.size(), differences.toString());
        assertTrue(differences.get(0).contains(first), differences.toString());
        assertTrue(differences.get(1).contains(second), differences.toString());
    }
}
