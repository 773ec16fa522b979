package org.stemma.gateway.serving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.stemma.api.Digest;
import org.stemma.api.GrantId;
import org.stemma.api.license.Terms;
import org.stemma.gateway.support.TestDatabase;

@Tag("database")
class UsesTest {
    private static final GrantId GRANT = new GrantId("grt_1");

    private final FakeLedger ledger = new FakeLedger();
    private final MeterLog log = new MeterLog(TestDatabase.fresh(), "log");
    private final Allowances allowances =
            AllowancesTest.allowances(ledger::authorize, grant -> false, Instant.EPOCH, Map.of());
    private final List<Use> counted = new ArrayList<>();
    private final Uses uses = new Uses(
            allowances,
            log,
            () -> FakeLedger.METER,
            CompletionsTest::charter,
            new Uses.Limits(2, Duration.ofSeconds(1)),
            counted::add);

    @Test
    void what_was_given_before_an_answer_broke_off_is_charged_once_the_session_ends_so() {
        ledger.grant("grt_1", FakeLedger.perByte(1, 1), Optional.of(1000L), 1000);
        long[] given = new long[1];

        try (Uses.Session session = begin(100)) {
            assertThrows(
                    UncheckedIOException.class,
                    () -> session.run(UsesTest::breaksOff, new byte[0], 0, (part, units) -> given[0] += units));
            session.end(given[0], Digest.of("given"), Use.End.BROKEN_OFF, Optional.empty());
        }

        assertEquals(Map.of(GRANT, 60L), log.unreported());
        assertEquals(60, allowances.outstanding(GRANT));
        assertEquals(Use.End.BROKEN_OFF, counted.get(0).end());
    }

    @Test
    void a_session_that_is_not_ended_gives_its_units_back() {
        ledger.grant("grt_1", FakeLedger.perByte(1, 1), Optional.of(100L), 1000);

        try (Uses.Session session = begin(100)) {
            assertEquals(100, allowances.outstanding(GRANT));
            assertEquals(GRANT, session.authorization().grant());
        }

        assertEquals(0, allowances.outstanding(GRANT));
        assertEquals(Map.of(), log.unreported());
    }

    private Uses.Session begin(long most) {
        return uses.begin(GRANT, FakeLedger.ASSET, Terms.Purpose.COMMERCIAL, most);
    }

    private static void breaksOff(byte[] prompt, int most, long seed, Upstream.Sink sink) throws IOException {
        sink.take(new byte[60], 60);
        throw new IOException("gone");
    }
}
