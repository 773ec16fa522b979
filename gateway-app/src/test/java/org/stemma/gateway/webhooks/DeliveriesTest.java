package org.stemma.gateway.webhooks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.transaction.support.TransactionTemplate;
import org.stemma.api.OrgId;
import org.stemma.gateway.events.Events;
import org.stemma.gateway.events.Position;
import org.stemma.gateway.events.TestEvents;
import org.stemma.gateway.readmodel.TestLedger;
import org.stemma.gateway.security.TestSecret;
import org.stemma.gateway.support.Receiver;
import org.stemma.gateway.support.TestClock;

@Tag("database")
class DeliveriesTest {
    private static final String ID = "whk_1";
    private static final WebhookSettings SETTINGS = new WebhookSettings(
            true,
            20,
            true,
            Duration.ofSeconds(2),
            Duration.ofSeconds(2),
            List.of(Duration.ofSeconds(10), Duration.ofHours(1)),
            Duration.ofHours(3),
            Duration.ofHours(1),
            5);

    @TempDir
    private Path folder;

    private final TestLedger ledger = new TestLedger();
    private final TestClock clock = new TestClock(Instant.now());
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private WebhookTable table;
    private DeliveryLog log;
    private WebhookSecrets secrets;
    private Deliveries deliveries;

    @BeforeEach
    void open() {
        table = new WebhookTable(ledger.jdbc());
        log = new DeliveryLog(ledger.jdbc(), SETTINGS.deliveriesKept());
        secrets = new WebhookSecrets(TestSecret.in(folder));
        deliveries = deliveries(new Targets(true));
    }

    private Deliveries deliveries(Targets targets) {
        Events events = TestEvents.of(ledger);
        return new Deliveries(
                table,
                log,
                events,
                new OrgId("LabMSP"),
                new Sender(SETTINGS, secrets, targets, clock),
                new Backoff(SETTINGS.retryAfter(), () -> 0.5),
                SETTINGS.disableAfter(),
                new TransactionTemplate(ledger.transactions()),
                clock,
                new WebhookMetrics(meters));
    }

    private void add(String url, String... types) {
        table.add(new Webhook(
                ID,
                "sha256:0",
                url,
                "",
                List.of(types),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                clock.instant(),
                "seed",
                Optional.empty(),
                Optional.empty(),
                Position.EARLIEST,
                0,
                0,
                Optional.empty(),
                Optional.empty()));
    }

    private void events(int count) {
        for (int i = 0; i < count; i++) {
            ledger.block(ledger.telling(
                    "{\"organisation\":\"LabMSP\",\"party\":\"prt_" + i + "\",\"type\":\"member.partyRegistered\"}"));
        }
    }

    /** Steps until nothing is to be done now. */
    private Deliveries.Step settle() {
        Deliveries.Step step = deliveries.step(ID, Deliveries.Scanned.NOTHING);
        for (int i = 0; i < 500; i++) {
            if (step.next().filter(next -> !clock.instant().isBefore(next)).isEmpty()) {
                return step;
            }
            step = deliveries.step(ID, step.scanned());
        }
        return step;
    }

    private Webhook webhook() {
        return table.find(ID).orElseThrow();
    }

    private static List<String> ids(Receiver receiver) {
        return receiver.taken().stream().map(Receiver.Call::id).toList();
    }

    @Test
    void events_arrive_in_order_signed_and_once() throws Exception {
        try (Receiver receiver = new Receiver(n -> 200)) {
            add(receiver.url());
            events(3);
            settle();
            assertEquals(List.of("whk_1_1-0-0", "whk_1_2-0-0", "whk_1_3-0-0"), ids(receiver));
            receiver.verify(secrets.shown(ID, "seed"));
            assertEquals("3-0-0", webhook().position().toString());
            assertTrue(receiver.calls().get(0).body().startsWith("{\"data\":{\"block\":1,"));
            assertTrue(receiver.calls().get(0).body().endsWith("\"type\":\"member.partyRegistered\"}"));
            settle();
            assertEquals(3, receiver.calls().size());
        }
    }

    @Test
    void the_next_event_waits_for_the_one_before() throws Exception {
        IntUnaryOperator secondTime = n -> n == 0 ? 503 : 204;
        try (Receiver receiver = new Receiver(secondTime)) {
            add(receiver.url());
            events(2);
            Deliveries.Step step = settle();
            assertEquals(1, receiver.calls().size());
            assertEquals(Optional.of(Instant.ofEpochSecond(1_000_000)), step.waiting());
            assertEquals(1, webhook().attempts());
            settle();
            assertEquals(1, receiver.calls().size(), "it is not time yet");
            clock.pass(Duration.ofSeconds(20));
            settle();
            assertEquals(List.of("whk_1_1-0-0", "whk_1_2-0-0"), ids(receiver));
            assertEquals(receiver.calls().get(0).id(), receiver.calls().get(1).id());
            assertEquals(0, webhook().attempts());
            assertEquals(
                    List.of("delivered 1", "delivered 2", "refused 1"),
                    log.list(ID, Optional.empty(), 10).stream()
                            .map(entry -> entry.outcome() + " " + entry.attempt())
                            .toList());
        }
    }

    @Test
    void another_copy_goes_on_where_the_first_one_died() throws Exception {
        try (Receiver receiver = new Receiver(n -> 200)) {
            add(receiver.url());
            events(2);
            deliveries.step(ID, Deliveries.Scanned.NOTHING);
            deliveries = deliveries(new Targets(true));
            settle();
            assertEquals(List.of("whk_1_1-0-0", "whk_1_2-0-0"), ids(receiver));
        }
    }

    @Test
    void a_webhook_that_fails_for_too_long_is_disabled_and_goes_on_when_it_is_enabled() throws Exception {
        int[] status = {500};
        try (Receiver receiver = new Receiver(n -> status[0])) {
            add(receiver.url());
            events(1);
            for (int i = 0; i < 10 && webhook().isEnabled(); i++) {
                settle();
                clock.pass(Duration.ofHours(2));
            }
            assertEquals(Optional.of(Webhook.Reason.FAILING), webhook().reason());
            assertTrue(receiver.calls().size() <= 4);
            status[0] = 200;
            settle();
            assertTrue(ids(receiver).isEmpty());
            table.enable(ID);
            settle();
            assertEquals(List.of("whk_1_1-0-0"), ids(receiver));
        }
    }

    @Test
    void a_receiver_that_is_gone_is_not_asked_again() throws Exception {
        try (Receiver receiver = new Receiver(n -> 410)) {
            add(receiver.url());
            events(2);
            settle();
            assertEquals(Optional.of(Webhook.Reason.GONE), webhook().reason());
            assertEquals(1, receiver.calls().size());
        }
    }

    @Test
    void redirects_are_not_followed_and_nobody_is_failure_too() throws Exception {
        String url;
        try (Receiver receiver = new Receiver(n -> 302)) {
            url = receiver.url();
            add(url);
            events(1);
            settle();
            assertEquals(1, receiver.calls().size());
        }
        clock.pass(Duration.ofMinutes(1));
        settle();
        clock.pass(Duration.ofHours(2));
        deliveries = deliveries(new Targets(false));
        settle();
        assertEquals(
                List.of("target", "unreachable", "refused"),
                log.list(ID, Optional.empty(), 10).stream()
                        .map(DeliveryLog.Entry::outcome)
                        .toList());
        assertEquals(
                1,
                meters.get("stemma.webhooks.deliveries")
                        .tag("outcome", "unreachable")
                        .counter()
                        .count());
    }

    @Test
    void what_nobody_wants_is_passed_over() throws Exception {
        try (Receiver receiver = new Receiver(n -> 200)) {
            add(receiver.url(), "governance");
            events(150);
            settle();
            assertEquals(0, receiver.calls().size());
            assertEquals("150", webhook().position().toString());
        }
    }

    @Test
    void a_delivery_under_way_does_not_undo_what_was_asked_meanwhile() {
        add("http://127.0.0.1:1/");
        Webhook before = webhook();
        table.move(ID, Position.of("7"));
        table.passed(before, Position.of("3-0-0"));
        assertEquals("7", webhook().position().toString());
        table.disable(ID);
        table.giveUp(before, Webhook.Reason.FAILING, clock.instant());
        assertEquals(Optional.of(Webhook.Reason.ASKED), webhook().reason());
    }

    @Test
    void the_log_keeps_the_newest_attempts() throws Exception {
        try (Receiver receiver = new Receiver(n -> 200)) {
            add(receiver.url());
            events(100);
            settle();
            List<DeliveryLog.Entry> kept = log.list(ID, Optional.empty(), 1000);
            assertEquals(SETTINGS.deliveriesKept(), kept.size());
            assertEquals("100-0-0", kept.get(0).event());
            assertEquals(2, log.list(ID, Optional.of(kept.get(2).id()), 10).size());
        }
    }

    @Test
    void after_a_rotation_both_secrets_sign_for_a_while() throws Exception {
        try (Receiver receiver = new Receiver(n -> 200)) {
            add(receiver.url());
            table.rotate(webhook(), "next", clock.instant().plus(Duration.ofHours(1)));
            events(1);
            settle();
            receiver.verify(secrets.shown(ID, "seed"));
            receiver.verify(secrets.shown(ID, "next"));
            assertEquals(2, secrets.signing(webhook(), clock.instant()).size());
            clock.pass(Duration.ofHours(2));
            assertEquals(1, secrets.signing(webhook(), clock.instant()).size());
            assertFalse(secrets.shown(ID, "next").contains("-"), "whsec_ and plain base64");
        }
    }
}
