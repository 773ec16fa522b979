package org.stemma.gateway.serving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stemma.api.Digest;
import org.stemma.api.GrantId;
import org.stemma.gateway.support.TestDatabase;

/** What the log has taken is there after the process was killed without a warning. */
class DurabilityTest {
    private static final GrantId GRANT = new GrantId("grt_1");
    private static final int ENOUGH = 25;

    @TempDir
    Path folder;

    @Test
    void a_use_that_was_taken_survives_a_kill() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Appending.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        long taken = 0;
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null && taken < ENOUGH; line = lines.readLine()) {
                taken = Long.parseLong(line);
            }
            process.destroyForcibly();
        }
        process.waitFor();

        assertEquals(ENOUGH, taken);
        MeterLog log = new MeterLog(TestDatabase.open(TestDatabase.url(folder)), "log");
        long found = log.unreported().getOrDefault(GRANT, 0L);
        assertTrue(found >= taken, () -> "only " + found + " are left");
        assertEquals(found, log.backlog().events());
    }

    @Test
    void logs_of_several_meters_lie_side_by_side() {
        MeterLog one = new MeterLog(TestDatabase.open(TestDatabase.url(folder)), "one");
        MeterLog other = new MeterLog(TestDatabase.open(TestDatabase.url(folder)), "other");
        one.append(use(), Optional.empty(), () -> {});
        other.append(use(), Optional.empty(), () -> {});
        other.append(use(), Optional.empty(), () -> {});

        assertEquals(Map.of(GRANT, 1L), one.unreported());
        assertEquals(
                1,
                one.slots().cut(0, Instant.EPOCH).orElseThrow().lines().get(0).units());
        assertEquals(
                2,
                other.slots().cut(0, Instant.EPOCH).orElseThrow().lines().get(0).units());
        assertEquals(List.of(1L, 1L), List.of(sequence(one), sequence(other)));
    }

    private static long sequence(MeterLog log) {
        return log.slots().pending().orElseThrow().sequence();
    }

    private static Use use() {
        return new Use(GRANT, FakeLedger.ASSET, 1, 1, Instant.EPOCH, 0, true, Digest.of(""), Use.End.WHOLE);
    }

    /** Appends until it is killed, and says so after each. */
    static final class Appending {
        private Appending() {}

        public static void main(String[] arguments) {
            MeterLog log = new MeterLog(TestDatabase.open(TestDatabase.url(Path.of(arguments[0]))), "log");
            for (long taken = 1; ; taken++) {
                log.append(use(), Optional.empty(), () -> {});
                System.out.println(taken);
            }
        }
    }
}
