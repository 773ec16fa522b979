package org.stemma.gateway.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import org.stemma.gateway.config.DataFolder;
import org.stemma.gateway.config.SettingsRefused;
import org.stemma.gateway.support.TestDatabase;
import picocli.CommandLine;

/** A gateway's own state as one file, and back. */
@Tag("database")
class BackupTest {
    @TempDir
    private Path folder;

    private final DataSource source = TestDatabase.fresh();
    private final JdbcTemplate jdbc = new JdbcTemplate(source);
    private Path data = Path.of("");

    @BeforeEach
    void live() throws IOException {
        data = folder.resolve("data");
        DataFolder.ofOwnerAlone(data);
        Files.writeString(data.resolve("secret"), "a secret");
        Files.createDirectories(data.resolve("artifacts/ast_1"));
        Files.writeString(data.resolve("artifacts/ast_1/1"), "weights");
        Files.writeString(data.resolve("gateway.mv.db"), "a database that is open");
        OwnTables.make(source);
        jdbc.update(
                "INSERT INTO api_key (id, digest, identity, label, created_nanos) VALUES ('key_1', 'd', 'owner', 'l', 7)");
        jdbc.update("INSERT INTO gateway_check (name, check_value) VALUES ('secret', 'x')");
        jdbc.update("INSERT INTO outbox (transaction_id, identity, function, argument, answer, bytes, at_millis, state)"
                + " VALUES ('tx', 'buyer', 'f', '{\"a\":\"\u00e4\"}', '{}', 'AAAA', 5, 'PENDING')");
        jdbc.update("INSERT INTO webhook_delivery (webhook, event, type, attempt, at, millis, outcome)"
                + " VALUES ('whk', 'e', 't', 1, 2, 3, 'delivered')");
        for (int i = 0; i < 3; i++) {
            event(jdbc, 100 + i);
        }
    }

    private static void event(JdbcTemplate jdbc, int at) {
        jdbc.update("INSERT INTO meter_event (log, grant_id, asset, version, at, period, units, state)"
                + " VALUES ('log', 'grt_1', 'ast_1', 1, " + at + ", 1, 10, 'open')");
    }

    private Path backup() throws IOException {
        Path file = folder.resolve("backup.zip");
        new Backup(source, data, Optional.empty()).write(file, Instant.EPOCH);
        return file;
    }

    private static String out(CommandLine line, int code, String... words) {
        StringWriter out = new StringWriter();
        line.setOut(new PrintWriter(out)).setErr(new PrintWriter(out));
        assertEquals(code, line.execute(words), out.toString());
        return out.toString();
    }

    private DataSource restored(Path target) {
        DataSource empty = TestDatabase.fresh();
        new Restore(target).into(empty);
        return empty;
    }

    private static Set<String> rows(JdbcTemplate jdbc) {
        Set<String> rows = new TreeSet<>();
        for (String table : OwnTables.names()) {
            jdbc.queryForList("SELECT * FROM " + table).forEach(row -> rows.add(table + row));
        }
        return rows;
    }

    @Test
    void all_rows_and_files_come_back_as_they_were() throws IOException {
        Path file = backup();
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        Path target = folder.resolve("new");
        out(StateCommand.line(), 0, "restore", "--data", target.toString(), file.toString());
        DataSource empty = restored(target);
        assertEquals(rows(jdbc), rows(new JdbcTemplate(empty)));
        assertEquals("a secret", Files.readString(target.resolve("secret")));
        assertEquals("weights", Files.readString(target.resolve("artifacts/ast_1/1")));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(target)));
        assertFalse(Files.exists(target.resolve("gateway.mv.db")));
        assertFalse(Files.exists(target.resolve(OwnFiles.RESTORE)));
    }

    @Test
    void ids_go_on_above_those_that_came_back() throws IOException {
        Path target = folder.resolve("new");
        out(StateCommand.line(), 0, "restore", "--data", target.toString(), backup().toString());
        JdbcTemplate there = new JdbcTemplate(restored(target));
        event(there, 500);
        assertEquals(4, there.queryForObject("SELECT COUNT(DISTINCT id) FROM meter_event", Integer.class));
        assertEquals(4, there.queryForObject("SELECT id FROM meter_event WHERE at = 500", Integer.class));
    }

    @Test
    void what_was_acknowledged_after_the_backup_comes_from_the_copy_once() throws IOException {
        Path file = backup();
        Path copies = folder.resolve("copies");
        try (RowCopy copy = RowCopy.in(copies)) {
            for (long id : List.of(2L, 3L, 4L, 5L)) {
                JsonObject event = JsonParser.parseString("{\"log\":\"log\",\"grant_id\":\"grt_1\",\"asset\":\"ast_1\","
                                + "\"version\":1,\"at\":9,\"period\":1,\"units\":1,\"state\":\"open\"}")
                        .getAsJsonObject();
                event.addProperty("id", id);
                JsonObject line = new JsonObject();
                line.add("event", event);
                copy.append(line);
            }
        }
        Path broken = RowCopy.files(copies).get(0);
        Files.writeString(broken, Files.readString(broken) + "{\"event\":{\"id\":6,\"lo");
        Path target = folder.resolve("new");
        out(
                StateCommand.line(),
                0,
                "restore",
                "--data",
                target.toString(),
                "--copy",
                copies.toString(),
                file.toString());
        JdbcTemplate there = new JdbcTemplate(restored(target));
        assertEquals(
                List.of(1L, 2L, 3L, 4L, 5L), there.queryForList("SELECT id FROM meter_event ORDER BY id", Long.class));
        assertEquals(30 + 2, there.queryForObject("SELECT SUM(units) FROM meter_event", Integer.class));
    }

    /** As a disk that was full for a moment leaves it. */
    @Test
    void half_a_line_takes_no_acknowledged_one_with_it() throws IOException {
        Path copies = folder.resolve("torn");
        try (RowCopy copy = RowCopy.in(copies)) {
            copy.append(JsonParser.parseString("{\"n\":1}").getAsJsonObject());
            Files.writeString(RowCopy.files(copies).get(0), "\n{\"n\":2,\"lo", StandardOpenOption.APPEND);
            copy.append(JsonParser.parseString("{\"n\":3}").getAsJsonObject());
        }
        assertEquals(
                List.of("{\"n\":1}", "{\"n\":3}"),
                RowCopy.lines(RowCopy.files(copies)).stream()
                        .map(JsonObject::toString)
                        .toList());
    }

    @Test
    void nothing_is_restored_over_what_is_there() throws IOException {
        Path file = backup();
        String said = out(StateCommand.line(), 1, "restore", "--data", data.toString(), file.toString());
        assertTrue(said.contains("is not empty"), said);
        Files.copy(file, data.resolve(OwnFiles.RESTORE));
        Set<String> before = rows(jdbc);
        SettingsRefused refused = assertThrows(SettingsRefused.class, () -> new Restore(data).into(source));
        assertTrue(String.valueOf(refused.getMessage()).contains("the database has rows"), refused.toString());
        assertEquals(before, rows(jdbc));
    }

    @Test
    void a_running_gateway_is_asked_by_a_file() throws Exception {
        BackupAgent agent = new BackupAgent(new Backup(source, data, Optional.empty()), data, Clock.systemUTC());
        Path file = folder.resolve("asked.zip");
        Thread asking =
                new Thread(() -> out(StateCommand.line(), 0, "backup", "--data", data.toString(), file.toString()));
        asking.start();
        while (asking.isAlive()) {
            agent.makeIfAsked();
            Thread.sleep(20);
        }
        assertTrue(Files.size(file) > 0);
        assertFalse(Files.exists(data.resolve(OwnFiles.MADE)));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }

    @Test
    void every_table_of_the_gateways_own_is_in_it() {
        Set<String> there = new TreeSet<>(jdbc.queryForList(
                "SELECT LOWER(table_name) FROM information_schema.tables WHERE LOWER(table_schema) = 'public'",
                String.class));
        assertEquals(there, new TreeSet<>(OwnTables.names()));
    }
}
