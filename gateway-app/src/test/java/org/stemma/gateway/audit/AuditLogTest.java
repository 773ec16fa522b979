package org.stemma.gateway.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class AuditLogTest {
    private static final Instant NOW = Instant.parse("2026-11-21T09:00:00Z");
    private static final AuditSettings SETTINGS =
            new AuditSettings(Duration.ofDays(400), 1_000, Duration.ofMinutes(10), 10);

    private final DriverManagerDataSource database =
            new DriverManagerDataSource("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "stemma", "");
    private final JdbcTemplate jdbc = new JdbcTemplate(database);
    private AuditTable table;

    @BeforeEach
    void make() {
        new ResourceDatabasePopulator(new ClassPathResource("gateway.sql")).execute(database);
        // Each start runs it again.
        new ResourceDatabasePopulator(new ClassPathResource("gateway.sql")).execute(database);
        table = table();
    }

    private AuditTable table() {
        return new AuditTable(jdbc, new TransactionTemplate(new JdbcTransactionManager(database)));
    }

    private static AuditRow row(int i) {
        return new AuditRow(
                0,
                NOW.plusSeconds(i),
                Optional.of("key_" + i % 2),
                Optional.of("owner"),
                "LabMSP",
                "POST",
                "/v1/parties",
                Optional.empty(),
                Optional.of("request-" + i),
                Optional.empty(),
                201,
                Optional.empty(),
                Optional.empty(),
                "127.0.0.1",
                5,
                0);
    }

    private void add(int from, int to) {
        table.add(java.util.stream.IntStream.range(from, to)
                .mapToObj(AuditLogTest::row)
                .toList());
    }

    @Test
    void rows_are_numbered_without_gaps_also_by_a_second_writer() {
        add(0, 3);
        AuditTable other = table();
        other.add(List.of(row(3)));
        add(4, 6);
        assertEquals(
                List.of(6L, 5L, 4L, 3L, 2L, 1L),
                table.list(List.of(), 10).stream().map(AuditRow::n).toList());
        assertEquals(
                new AuditTable.Verification(6, Optional.of(1L), Optional.of(6L), true, Optional.empty()),
                table.verify());
    }

    @Test
    void conditions_narrow_the_list() {
        add(0, 10);
        List<AuditRow> found = table.list(
                List.of(new AuditTable.Condition("asker = ?", "key_1"), new AuditTable.Condition("n < ?", 7L)), 2);
        assertEquals(List.of(6L, 4L), found.stream().map(AuditRow::n).toList());
        assertEquals(row(5).numbered(6), found.get(0));
    }

    @Test
    void a_row_that_was_taken_away_or_changed_shows() {
        add(0, 1_500);
        jdbc.update("DELETE FROM audit WHERE n = 1200");
        assertEquals(Optional.of(1_201L), table.verify().broken());
        jdbc.update("DELETE FROM audit WHERE n > 1199");
        assertFalse(table.verify().intact());
        assertEquals(Optional.of(1_200L), table.verify().broken());
        jdbc.update("UPDATE audit SET document = REPLACE(document, 'owner', 'other') WHERE n = 700");
        assertEquals(Optional.of(700L), table.verify().broken());
        jdbc.update("DELETE FROM audit");
        assertFalse(table.verify().intact());
    }

    @Test
    void old_rows_are_taken_from_the_beginning_and_the_rest_still_holds_together() {
        assertEquals(0, table.trim(NOW, 10));
        add(0, 100);
        assertEquals(20, table.trim(NOW.plusSeconds(20), 1_000));
        assertEquals(30, table.trim(NOW, 50));
        AuditTable.Verification verified = table.verify();
        assertTrue(verified.intact());
        assertEquals(Optional.of(51L), verified.first());
        assertEquals(50, verified.rows());
    }

    @Test
    void what_waits_is_written_when_the_gateway_ends() {
        try (AuditLog log = new AuditLog(table, SETTINGS, Clock.systemUTC()).started()) {
            for (int i = 0; i < AuditLog.BATCH + 3; i++) {
                log.add(row(i));
            }
            assertEquals(0, table.verify().rows());
        }
        assertEquals(AuditLog.BATCH + 3, table.verify().rows());
    }

    @Test
    void a_row_that_cannot_be_written_is_replaced_and_holds_up_no_other() {
        try (AuditLog log = new AuditLog(table, SETTINGS, Clock.systemUTC())) {
            log.add(row(0));
            log.add(asked("x".repeat(301)));
            log.add(asked("half \ud800"));
            log.add(row(3));
            log.flush();
            assertEquals(2, log.replaced());
            assertEquals(0, log.lost());
        }
        List<AuditRow> rows = table.list(List.of(), 10);
        assertEquals(List.of(4L, 3L, 2L, 1L), rows.stream().map(AuditRow::n).toList());
        assertEquals("?", rows.get(1).route());
        assertEquals(row(3).numbered(4), rows.get(0));
        assertTrue(table.verify().intact());
    }

    private static AuditRow asked(String asker) {
        AuditRow row = row(1);
        return new AuditRow(
                0,
                row.at(),
                Optional.of(asker),
                row.identity(),
                row.organisation(),
                row.method(),
                row.route(),
                row.target(),
                row.request(),
                row.transaction(),
                row.status(),
                row.code(),
                row.detail(),
                row.remote(),
                row.millis(),
                row.omitted());
    }

    @Test
    void what_is_cut_is_cut_between_characters_that_can_be_written() {
        assertEquals("ab", AuditFilter.bounded("ab\ud83d\ude00", 3));
        assertEquals("ab\ud83d\ude00", AuditFilter.bounded("ab\ud83d\ude00c", 4));
        assertEquals("\ufffd-\ufffd", AuditFilter.bounded("\ud800-\0", 4));
    }

    @Test
    void rows_that_are_trimmed_while_the_chain_is_read_are_no_tampering() {
        add(0, 2_500);
        AtomicInteger pages = new AtomicInteger();
        AuditTable.Verification verified = table.verify(() -> {
            if (pages.incrementAndGet() == 1) {
                table.trim(NOW, 700);
            }
        });
        assertTrue(verified.intact());
        assertEquals(Optional.of(1_801L), verified.first());
        assertEquals(700, verified.rows());
    }

    @Test
    void very_many_are_written_by_who_comes_and_none_is_dropped() {
        try (AuditLog log = new AuditLog(table, SETTINGS, Clock.systemUTC())) {
            for (int i = 0; i <= AuditLog.MAX_WAITING / 2; i++) {
                log.add(row(i));
            }
            assertEquals(AuditLog.MAX_WAITING / 2 + 1, table.verify().rows());
            assertEquals(0, log.lost());
        }
    }

    @Test
    void while_the_database_fails_rows_wait_and_the_oldest_beyond_the_bound_are_counted() {
        AuditLog log = new AuditLog(table, SETTINGS, Clock.systemUTC());
        jdbc.execute("ALTER TABLE audit RENAME TO audit_away");
        for (int i = 0; i < AuditLog.MAX_WAITING + 5; i++) {
            log.add(row(i));
        }
        assertEquals(5, log.lost());
        jdbc.execute("ALTER TABLE audit_away RENAME TO audit");
        log.close();
        assertEquals(AuditLog.MAX_WAITING, table.verify().rows());
        assertTrue(table.verify().intact());
    }
}
