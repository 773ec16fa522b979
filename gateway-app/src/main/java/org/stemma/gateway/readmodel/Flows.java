package org.stemma.gateway.readmodel;

import java.math.BigDecimal;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.stemma.api.CurrencyCode;

/**
 * All that ever moved between kinds of accounts. It is added up every {@value #EVERY} blocks, so that what moved below any
 * height is a sum of that many blocks' postings at most, however long the ledger is.
 */
public final class Flows {
    /** Blocks between two heights whose sums are kept. */
    static final long EVERY = 1_000;

    private static final String KIND = "SUBSTRING(%1$s FROM 1 FOR POSITION('/' IN %1$s || '/') - 1)";
    private static final String SUMS = "SELECT currency, debit_kind, credit_kind, SUM(nano) FROM ("
            + "SELECT currency, debit_kind, credit_kind, nano FROM flow WHERE height = ? UNION ALL "
            + "SELECT currency, "
            + KIND.formatted("debit") + " AS debit_kind, " + KIND.formatted("credit") + " AS credit_kind, nano"
            + " FROM posting WHERE block >= ? AND block < ?) AS kinds"
            + " GROUP BY currency, debit_kind, credit_kind";
    private static final String KEEP =
            "INSERT INTO flow (height, currency, debit_kind, credit_kind, nano) VALUES (?, ?, ?, ?, ?)";

    private final JdbcTemplate jdbc;

    public Flows(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** What moved in the blocks below a height, which are all projected. */
    public List<Flow> below(long height) {
        return sums(height / EVERY * EVERY, height);
    }

    /** Keeps the sums of the heights that were passed. */
    void grew(long before, long after) {
        for (long mark = (before / EVERY + 1) * EVERY; mark <= after; mark += EVERY) {
            long height = mark;
            jdbc.batchUpdate(
                    KEEP,
                    sums(mark - EVERY, mark).stream()
                            .map(flow -> new Object[] {
                                height,
                                flow.currency().value(),
                                flow.debit(),
                                flow.credit(),
                                new BigDecimal(flow.nano())
                            })
                            .toList());
        }
    }

    private List<Flow> sums(long mark, long height) {
        return jdbc.query(
                SUMS,
                (row, n) -> new Flow(
                        new CurrencyCode(row.getString(1)),
                        row.getString(2),
                        row.getString(3),
                        row.getBigDecimal(4).toBigIntegerExact()),
                mark,
                mark,
                height);
    }
}
