package org.stemma.gateway.readmodel;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.function.LongFunction;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.stemma.api.Codec;
import org.stemma.api.Refused;
import org.stemma.gateway.GatewayRefusal;
import org.stemma.gateway.database.Snapshot;

/**
 * All that the read model holds, as one text: a line of canonical JSON for each row, tables in a fixed order, rows in the
 * order of their keys. Equal, byte for byte, for the same blocks in the same format, whichever database and however often
 * rebuilt. All lines are of one moment, and blocks come meanwhile.
 */
public final class Dump {
    private static final int FETCH = 500;
    private static final Duration WAIT = Duration.ofSeconds(30);
    private static final long MAX_NUMBER = (1L << 53) - 1;

    private final JdbcTemplate jdbc;
    private final TransactionTemplate snapshot;
    private final JdbcReadModel readModel;
    private final HeightStop stop;

    /** One at a time: each holds a connection, and reads everything. */
    private final Semaphore turn = new Semaphore(1);

    Dump(DataSource source, PlatformTransactionManager transactions, JdbcReadModel readModel, HeightStop stop) {
        this.jdbc = new JdbcTemplate(source);
        this.jdbc.setFetchSize(FETCH);
        this.snapshot = Snapshot.over(transactions);
        this.readModel = readModel;
        this.stop = stop;
    }

    /**
     * Writes the dump.
     *
     * @param asked at exactly this height, which is waited for; without it at the present one
     * @param target where it goes, by its height; asked for once nothing can be refused any more
     * @throws Refused {@code gateway.dump_running}, {@code gateway.height_passed} or {@code gateway.behind}
     */
    public void write(Optional<Long> asked, LongFunction<OutputStream> target) {
        Refused.unless(turn.tryAcquire(), GatewayRefusal.DUMP_RUNNING);
        try {
            if (asked.isEmpty()) {
                snapshot.executeWithoutResult(status -> write(height(), target));
            } else {
                writeAt(asked.get(), target);
            }
        } finally {
            turn.release();
        }
    }

    private void writeAt(long height, LongFunction<OutputStream> target) {
        HeightStop.Release wish = stop.at(height).orElseThrow(() -> Refused.because(GatewayRefusal.DUMP_RUNNING));
        try {
            Refused.unless(
                    height == 0 || readModel.awaitBlock(height - 1, WAIT),
                    GatewayRefusal.BEHIND,
                    "height",
                    readModel.height(),
                    "asked",
                    height);
            snapshot.executeWithoutResult(status -> {
                long found = height();
                Refused.unless(found == height, GatewayRefusal.HEIGHT_PASSED, "height", found, "asked", height);
                wish.release();
                write(height, target);
            });
        } finally {
            wish.release();
        }
    }

    /** The first statement, which fixes what all others of the transaction see. */
    private long height() {
        Long height = jdbc.queryForObject("SELECT COALESCE(MAX(next_block), 0) FROM checkpoint", Long.class);
        return java.util.Objects.requireNonNull(height);
    }

    private void write(long height, LongFunction<OutputStream> target) {
        OutputStream out = target.apply(height);
        long[] lines = {0};
        line(out, header(height));
        for (ModelTable table : ModelTable.values()) {
            jdbc.query(table.dump(), row -> {
                line(out, members(table, row));
                lines[0]++;
            });
        }
        SortedMap<String, Object> end = new TreeMap<>();
        end.put("rows", lines[0]);
        // Who does not find this line has not got all.
        line(out, end);
        try {
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SortedMap<String, Object> header(long height) {
        SortedMap<String, Object> header = new TreeMap<>();
        header.put("format", (long) Generations.FORMAT);
        header.put("height", height);
        return header;
    }

    private static SortedMap<String, Object> members(ModelTable table, ResultSet row) throws SQLException {
        SortedMap<String, Object> members = new TreeMap<>();
        int n = 1;
        for (ModelTable.Column column : table.columns()) {
            Object value =
                    switch (column.type()) {
                        case Types.VARCHAR -> row.getString(n);
                        case Types.NUMERIC ->
                            row.getBigDecimal(n).toBigIntegerExact().toString();
                        default -> number(row, n);
                    };
            if (value != null) {
                members.put(column.name(), value);
            }
            n++;
        }
        SortedMap<String, Object> line = new TreeMap<>();
        line.put(table.table(), members);
        return line;
    }

    private static @org.jspecify.annotations.Nullable Object number(ResultSet row, int n) throws SQLException {
        long number = row.getLong(n);
        if (row.wasNull()) {
            return null;
        }
        return Math.abs(number) <= MAX_NUMBER ? (Object) number : Long.toString(number);
    }

    private static void line(OutputStream out, SortedMap<String, Object> members) {
        try {
            out.write((Codec.write(members) + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
