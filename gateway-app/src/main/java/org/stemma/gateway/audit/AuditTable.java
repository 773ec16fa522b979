package org.stemma.gateway.audit;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;
import org.stemma.api.Codec;
import org.stemma.api.Digest;

/** The audit log's rows in the database, and the chain of hashes that holds them together. */
final class AuditTable {
    /** What stands before the first row. */
    static final String BEGINNING = "0".repeat(64);

    private static final int PAGE = 1_000;

    private final JdbcTemplate jdbc;
    private final TransactionTemplate inTransaction;

    AuditTable(JdbcTemplate jdbc, TransactionTemplate inTransaction) {
        this.jdbc = jdbc;
        this.inTransaction = inTransaction;
        begin();
    }

    private record Head(long lastN, String hash) {}

    private void begin() {
        if (head("SELECT last_n, hash FROM audit_head WHERE id = 1").isEmpty()) {
            try {
                jdbc.update("INSERT INTO audit_head (id, last_n, hash) VALUES (1, 0, ?)", BEGINNING);
            } catch (DuplicateKeyException e) {
                // Another running copy of the gateway was first.
            }
        }
    }

    private Optional<Head> head(String sql) {
        return jdbc.query(sql, (row, n) -> new Head(row.getLong(1), row.getString(2))).stream()
                .findFirst();
    }

    /** Adds rows in their order, all or none. */
    void add(List<AuditRow> rows) {
        inTransaction.executeWithoutResult(status -> {
            Head head = head("SELECT last_n, hash FROM audit_head WHERE id = 1 FOR UPDATE")
                    .orElseThrow();
            long n = head.lastN();
            String hash = head.hash();
            List<Object[]> values = new ArrayList<>();
            for (AuditRow row : rows) {
                AuditRow numbered = row.numbered(++n);
                String document = Codec.encode(numbered);
                hash = hash(hash, document);
                values.add(values(numbered, document, hash));
            }
            jdbc.batchUpdate(
                    "INSERT INTO audit (n, at_millis, document, asker, identity, route, status, code, tx, request, hash)"
                            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    values);
            jdbc.update("UPDATE audit_head SET last_n = ?, hash = ? WHERE id = 1", n, hash);
        });
    }

    private static String hash(String before, String document) {
        return Digest.of(before + "\n" + document).hex();
    }

    private static Object[] values(AuditRow row, String document, String hash) {
        return new Object[] {
            row.n(),
            row.at().toEpochMilli(),
            document,
            row.asker().orElse(""),
            row.identity().orElse(""),
            row.route(),
            row.status(),
            row.code().orElse(""),
            row.transaction().orElse(""),
            row.request().orElse(""),
            hash
        };
    }

    /** A condition of a list: a piece of SQL with one question mark, and the value for it. */
    record Condition(String sql, Object value) {}

    /** Rows that meet all conditions, the newest first. */
    List<AuditRow> list(List<Condition> conditions, int limit) {
        StringBuilder sql = new StringBuilder("SELECT document FROM audit WHERE 1 = 1");
        List<Object> values = new ArrayList<>();
        for (Condition condition : conditions) {
            sql.append(" AND ").append(condition.sql());
            values.add(condition.value());
        }
        sql.append(" ORDER BY n DESC LIMIT ?");
        values.add(limit);
        return jdbc.query(
                sql.toString(), (row, index) -> Codec.decode(row.getString(1), AuditRow.class), values.toArray());
    }

    /** Takes away rows from the beginning: those that are older, and those beyond the most that are kept. */
    int trim(Instant olderThan, long keepAtMost) {
        Long old = jdbc.queryForObject(
                "SELECT MAX(n) FROM audit WHERE at_millis < ?", Long.class, olderThan.toEpochMilli());
        Long last = jdbc.queryForObject("SELECT MAX(n) FROM audit", Long.class);
        long through = Math.max(old == null ? 0 : old, last == null ? 0 : last - keepAtMost);
        return through <= 0 ? 0 : jdbc.update("DELETE FROM audit WHERE n <= ?", through);
    }

    /**
     * What the chain of hashes says. It begins with the first row that is kept, of which the predecessor is taken as
     * given.
     *
     * @param broken the number at which a row is missing or was changed
     */
    record Verification(long rows, Optional<Long> first, Optional<Long> last, boolean intact, Optional<Long> broken) {}

    private record Linked(long n, String document, String hash) {
        static Linked of(ResultSet row, int index) throws SQLException {
            return new Linked(row.getLong(1), row.getString(2), row.getString(3));
        }
    }

    /** Reads all rows, a page at a time. */
    Verification verify() {
        return verify(() -> {});
    }

    /** @param afterPage is told of each page that was read */
    Verification verify(Runnable afterPage) {
        // First the head: rows that are added meanwhile are beyond it.
        Head head = head("SELECT last_n, hash FROM audit_head WHERE id = 1").orElse(new Head(0, BEGINNING));
        long rows = 0;
        Optional<Linked> before = Optional.empty();
        Optional<Long> first = Optional.empty();
        List<Linked> page;
        do {
            page = jdbc.query(
                    "SELECT n, document, hash FROM audit WHERE n > ? AND n <= ? ORDER BY n LIMIT ?",
                    Linked::of,
                    before.map(Linked::n).orElse(0L),
                    head.lastN(),
                    PAGE);
            for (Linked row : page) {
                if (!follows(before, row)
                        && before.isPresent()
                        && isTrimmedBeyond(before.get().n())) {
                    // The log was trimmed ahead of what was read: it begins anew with its present first row.
                    before = Optional.empty();
                    first = Optional.empty();
                    rows = 0;
                }
                if (!follows(before, row)) {
                    return new Verification(rows, first, before.map(Linked::n), false, Optional.of(row.n()));
                }
                first = first.or(() -> Optional.of(row.n()));
                before = Optional.of(row);
                rows++;
            }
            afterPage.run();
        } while (!page.isEmpty());
        boolean complete = before.map(
                        row -> row.n() == head.lastN() && row.hash().equals(head.hash()))
                .orElse(head.lastN() == 0);
        return new Verification(
                rows,
                first,
                before.map(Linked::n),
                complete,
                complete ? Optional.empty() : Optional.of(before.map(Linked::n).orElse(0L) + 1));
    }

    private boolean isTrimmedBeyond(long n) {
        Long first = jdbc.queryForObject("SELECT MIN(n) FROM audit", Long.class);
        return first != null && first > n;
    }

    private static boolean follows(Optional<Linked> before, Linked row) {
        boolean itself = Codec.decode(row.document(), AuditRow.class).n() == row.n();
        if (before.isEmpty()) {
            // Of the very first row the beginning is known; of a trimmed log it is taken as given.
            return itself && (row.n() > 1 || row.hash().equals(hash(BEGINNING, row.document())));
        }
        Linked last = before.get();
        return itself && row.n() == last.n() + 1 && row.hash().equals(hash(last.hash(), row.document()));
    }
}
