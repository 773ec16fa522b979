package org.stemma.gateway.database;

import java.util.Objects;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The order of text. The ledger orders keys by their bytes, and pages and ranges are built on that; a database made with
 * the collation of a language would leave records out of lists without a word.
 */
final class ByteOrder {
    private static final String COMPARED =
            "SELECT CASE WHEN 'Z' < 'a' AND 'a-b' < 'aa' AND 'a/b' < 'a0' AND 'a_' < 'aa' AND 'z' < '\u00e9'"
                    + " THEN 1 ELSE 0 END";

    private ByteOrder() {}

    /** Fails if the database orders text otherwise. */
    static void require(DataSource source) {
        Integer byBytes = new JdbcTemplate(source).queryForObject(COMPARED, Integer.class);
        if (Objects.requireNonNull(byBytes) != 1) {
            throw new IllegalStateException("the database does not order text by its bytes; make it with"
                    + " LC_COLLATE 'C' (see docs/how-to/database.md)");
        }
    }
}
