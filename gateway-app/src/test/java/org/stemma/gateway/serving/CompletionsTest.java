package org.stemma.gateway.serving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.stemma.api.AssetId;
import org.stemma.api.Codec;
import org.stemma.api.Digest;
import org.stemma.api.GrantId;
import org.stemma.api.Money;
import org.stemma.api.Ppm;
import org.stemma.api.Refused;
import org.stemma.api.RequestId;
import org.stemma.api.asset.AssetVersion;
import org.stemma.api.kernel.Charter;
import org.stemma.api.kernel.KernelRefusal;
import org.stemma.api.kernel.Rules;
import org.stemma.api.license.Terms;
import org.stemma.gateway.ledger.LedgerRefused;
import org.stemma.gateway.security.GrantUser;
import org.stemma.gateway.support.TestDatabase;

@Tag("database")
class CompletionsTest {
    private static final GrantId GRANT = new GrantId("grt_1");
    private static final AssetId ASSET = FakeLedger.ASSET;
    private static final GrantUser USER = user("sgk_one");
    private static final byte[] FILE = "a model".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path folder;

    private final FakeLedger ledger = new FakeLedger();
    private final AtomicInteger runs = new AtomicInteger();
    private final DataSource source = TestDatabase.fresh();
    private final MeterLog log = new MeterLog(source, "log");
    private Upstream model = this::repeat;
    private Allowances allowances;
    private Models models;
    private Completions completions;

    @BeforeEach
    void make() throws IOException {
        allowances = AllowancesTest.allowances(ledger::authorize, grant -> false, Instant.EPOCH, Map.of());
        Artifacts artifacts = new Artifacts(folder);
        Digest root = LeafCutter.cut(new ByteArrayInputStream(FILE), "m", OutputStream.nullOutputStream())
                .root();
        artifacts.keep(
                new Artifacts.Version(ASSET, 1),
                new ByteArrayInputStream(FILE),
                "m",
                new AssetVersion.Content(root, 1, FILE.length, "MIT", Optional.empty()));
        models = new Models(
                artifacts,
                file -> (prompt, most, seed, sink) -> model.answer(prompt, most, seed, sink),
                version -> root,
                new Models.Budget(4, 1 << 20));
        completions = completions(new Uses.Limits(4, Duration.ofSeconds(30)));
    }

    private Completions completions(Uses.Limits limits) {
        return completions(limits, log);
    }

    private Completions completions(Uses.Limits limits, MeterLog kept) {
        Uses uses = new Uses(allowances, kept, () -> FakeLedger.METER, CompletionsTest::charter, limits, use -> {});
        return new Completions(uses, models, kept);
    }

    private void repeat(byte[] prompt, int most, long seed, Upstream.Sink sink) throws IOException {
        runs.incrementAndGet();
        byte[] answer = new byte[most];
        Arrays.fill(answer, (byte) ('a' + seed));
        sink.take(answer, most);
    }

    @Test
    void an_answer_says_what_was_counted_and_is_in_the_log() {
        ledger.grant("grt_1", FakeLedger.perByte(1, 1), Optional.of(1000L), 1000);

        Map<String, Object> answer = Codec.members(completions.complete(USER, ASSET, ask(96, 1), Optional.empty()));

        assertEquals("b".repeat(96), answer.get("completion"));
        assertEquals("b".repeat(96), new String(decode(answer), StandardCharsets.UTF_8));
        assertEquals(96L, answer.get("units"));
        assertEquals(1L, answer.get("version"));
        assertEquals("mtr_1", answer.get("meter"));
        assertEquals("grt_1", answer.get("grant"));
        assertEquals(Map.of(GRANT, 96L), log.unreported());
        assertEquals(96, allowances.outstanding(GRANT));
    }

    @Test
    void bytes_that_are_no_text_are_exact_in_base64() {
        ledger.grant("grt_1", FakeLedger.perByte(1, 1), Optional.of(1000L), 1000);
        model = (prompt, most, seed, sink) -> {
            sink.take(new byte[] {(byte) 0xff}, 1);
            sink.take(new byte[] {'x'}, 1);
        };

        Map<String, Object> answer = Codec.members(completions.complete(USER, ASSET, ask(96, 1), Optional.empty()));

        assertEquals("\ufffdx", answer.get("completion"));
        assertEquals(2, decode(answer).length);
        assertEquals(2, allowances.outstanding(GRANT), "what was not used is given back");
    }

    @Test
    void fifty_calls_at_once_stay_within_the_quota_and_are_counted_exactly() throws Exception {
        ledger.grant("grt_1", FakeLedger.perByte(1, 1), Optional.of(1000L), 1_000_000);

        List<Boolean> answered = AllowancesTest.atOnce(50, () -> {
            try {
                completions.complete(USER, ASSET, ask(96, 1), Optional.empty());
                return true;
            } catch (Refused | LedgerRefused e) {
                return false;
            }
        });

        assertEquals(10, answered.stream().filter(yes -> yes).count());
        assertEquals(10, runs.get(), "no model runs for a refused call");
        assertEquals(Map.of(GRANT, 960L), log.unreported());
    }

    @Test
    void a_refused_call_never_reaches_the_model() {
        FakeLedger.Lane lane = ledger.grant("grt_1", FakeLedger.perByte(1, 1), Optional.of(10L), 1000);

        assertEquals("license.quota_exceeded", refused(ask(11, 1)));
        assertEquals("license.purpose_denied", refused(new Completions.Ask("x", 1, Terms.Purpose.ACADEMIC, seed(1))));
        lane.suspended = true;
        allowances.changed(GRANT);
        assertEquals("license.grant_suspended", refused(ask(1, 1)));
        assertEquals(0, runs.get());
        assertEquals(0, allowances.outstanding(GRANT));
    }

    @Test
    void the_same_request_is_answered_the_same_and_counted_once() throws Exception {
        ledger.grant("grt_1", FakeLedger.perByte(1, 1), Optional.of(1000L), 1000);
        Optional<RequestId> request = Optional.of(new RequestId("call-1"));

        List<String> answers = AllowancesTest.atOnce(20, () -> completions.complete(USER, ASSET, ask(96, 3), request));

        assertEquals(1, answers.stream().distinct().count());
        assertEquals(1, runs.get());
        assertEquals(Map.of(GRANT, 96L), log.unreported());
    }

    @Test
    void another_call_under_a_used_request_id_is_refused() {
        ledger.grant("grt_1", FakeLedger.perByte(1, 1), Optional.of(1000L), 1000);
        Optional<RequestId> request = Optional.of(new RequestId("call-1"));
        completions.complete(USER, ASSET, ask(96, 3), request);

        Refused refused = assertThrows(Refused.class, () -> completions.complete(USER, ASSET, ask(95, 3), request));

        assertEquals(KernelRefusal.REQUEST_REUSED, refused.refusal());
    }

    @Test
    void a_call_waits_for_its_own_repeats_and_for_nobody_elses() throws Exception {
        ledger.grant("grt_1", FakeLedger.perByte(1, 1), Optional.of(100_000L), 100_000);
        CountDownLatch others = new CountDownLatch(100);
        model = (prompt, most, seed, sink) -> {
            if (seed == 1) {
                await(others);
            }
            repeat(prompt, most, seed, sink);
        };
        CompletableFuture<String> first = CompletableFuture.supplyAsync(
                () -> completions.complete(USER, ASSET, ask(96, 1), Optional.of(new RequestId("slow"))));

        // More than any number of locks that calls could share by chance.
        for (int call = 0; call < 100; call++) {
            completions.complete(USER, ASSET, ask(96, 2), Optional.of(new RequestId("call-" + call)));
            others.countDown();
        }

        assertEquals(
                "b".repeat(96), Codec.members(first.get(20, TimeUnit.SECONDS)).get("completion"));
    }

    @Test
    void an_answer_is_kept_sealed_and_opens_for_its_key_alone() {
        ledger.grant("grt_1", FakeLedger.perByte(1, 1), Optional.of(1000L), 1000);
        Optional<RequestId> request = Optional.of(new RequestId("call-1"));
        String answer = completions.complete(USER, ASSET, ask(96, 3), request);

        String kept = String.join(
                "\n",
                JdbcClient.create(source)
                        .sql("SELECT CONCAT(command, answer) FROM meter_answer")
                        .query(String.class)
                        .list());

        assertEquals(1, kept.lines().count());
        byte[] sealed =
                Base64.getDecoder().decode(kept.substring(Digest.of("").value().length()));
        assertFalse(new String(sealed, StandardCharsets.ISO_8859_1).contains("dddd"), "the answer shows");
        assertEquals(answer, completions.complete(user("sgk_one"), ASSET, ask(96, 3), request));
        Refused refused =
                assertThrows(Refused.class, () -> completions.complete(user("sgk_two"), ASSET, ask(96, 3), request));
        assertEquals(KernelRefusal.REQUEST_REUSED, refused.refusal());
        assertEquals(1, runs.get());
    }

    @Test
    void a_use_whose_commit_has_no_known_outcome_counts() {
        ledger.grant("grt_1", FakeLedger.perByte(1, 1), Optional.of(1000L), 1000);
        Completions unsure = completions(
                new Uses.Limits(4, Duration.ofSeconds(30)), new MeterLog(new CommitsAndFails(source), "log"));

        assertThrows(RuntimeException.class, () -> unsure.complete(USER, ASSET, ask(96, 1), Optional.empty()));

        assertEquals(Map.of(GRANT, 96L), log.unreported());
        assertEquals(96, allowances.outstanding(GRANT));
    }

    static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static GrantUser user(String key) {
        return new GrantUser(GRANT, Digest.of(key), SealedAnswer.keyFor(key));
    }

    @Test
    void a_failing_model_costs_nothing() {
        ledger.grant("grt_1", FakeLedger.perByte(1, 1), Optional.of(1000L), 1000);
        model = (prompt, most, seed, sink) -> {
            throw new IllegalStateException("broken");
        };

        assertThrows(
                IllegalStateException.class, () -> completions.complete(USER, ASSET, ask(96, 1), Optional.empty()));

        assertEquals(0, allowances.outstanding(GRANT));
        assertEquals(Map.of(), log.unreported());
    }

    @Test
    void when_the_model_runs_for_others_a_call_is_told_to_come_again() {
        ledger.grant("grt_1", new Terms.Price.Free(), Optional.empty(), 0);
        completions = completions(new Uses.Limits(1, Duration.ZERO));
        model = (prompt, most, seed, sink) -> completions.complete(USER, ASSET, ask(96, 2), Optional.empty());
        Refused refused =
                assertThrows(Refused.class, () -> completions.complete(USER, ASSET, ask(96, 1), Optional.empty()));
        assertEquals(ServingRefusal.BUSY, refused.refusal());
    }

    @Test
    void free_terms_are_counted_and_not_reported() {
        ledger.grant("grt_1", new Terms.Price.Free(), Optional.empty(), 0);

        completions.complete(USER, ASSET, ask(96, 1), Optional.empty());

        assertEquals(0, log.backlog().events());
        assertEquals(Map.of(GRANT, 96L), log.unreported());
    }

    @Test
    void a_price_by_another_unit_is_not_this_meters() {
        ledger.grant(
                "grt_1",
                new Terms.Price.PerUnit(Money.zero(FakeLedger.XTS), new Money(FakeLedger.XTS, 1), 1, Terms.Unit.TOKEN),
                Optional.empty(),
                1000);

        assertEquals("gateway.unit_not_metered", refused(ask(1, 1)));
    }

    @Test
    void a_version_that_is_not_held_is_not_served() {
        ledger.grant("grt_1", FakeLedger.perByte(1, 1), Optional.empty(), 1000);

        Refused refused = assertThrows(
                Refused.class, () -> completions.complete(USER, new AssetId("ast_2"), ask(1, 1), Optional.empty()));

        assertEquals(ServingRefusal.NOT_SERVED, refused.refusal());
        assertEquals(0, allowances.outstanding(GRANT));
    }

    @Test
    void bounds_of_the_body_are_refused_as_malformed() {
        ledger.grant("grt_1", FakeLedger.perByte(1, 1), Optional.empty(), Long.MAX_VALUE);

        for (Completions.Ask ask : List.of(
                ask(0, 1),
                ask(-1, 1),
                ask(4097, 1),
                new Completions.Ask("ä".repeat(8193), 1, Terms.Purpose.COMMERCIAL, seed(1)))) {
            assertEquals("kernel.malformed", refused(ask));
        }
        completions.complete(
                USER,
                ASSET,
                new Completions.Ask("ä".repeat(8192), 4096, Terms.Purpose.COMMERCIAL, Optional.empty()),
                Optional.empty());
        assertTrue(runs.get() == 1);
    }

    private String refused(Completions.Ask ask) {
        try {
            return completions.complete(USER, ASSET, ask, Optional.empty());
        } catch (Refused e) {
            return e.refusal().code();
        } catch (LedgerRefused e) {
            return e.code();
        }
    }

    private static Completions.Ask ask(long maxBytes, long seed) {
        return new Completions.Ask("prompt", maxBytes, Terms.Purpose.COMMERCIAL, seed(seed));
    }

    private static Optional<Long> seed(long seed) {
        return Optional.of(seed);
    }

    private static byte[] decode(Map<String, Object> answer) {
        return Base64.getDecoder().decode(String.valueOf(answer.get("completionBase64")));
    }

    static Charter charter() {
        return new Charter(
                "test",
                "none",
                new Charter.Membership(1, List.of()),
                10,
                5,
                60,
                60,
                List.of(new Charter.Segment(0, 1, 6)),
                List.of(),
                List.of(),
                List.of(new Rules(1, Ppm.ZERO, Ppm.ZERO, 2)),
                Optional.empty(),
                Optional.empty());
    }
}
