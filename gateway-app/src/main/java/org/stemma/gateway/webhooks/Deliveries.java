package org.stemma.gateway.webhooks;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.transaction.support.TransactionTemplate;
import org.stemma.api.OrgId;
import org.stemma.gateway.events.Events;
import org.stemma.gateway.events.LedgerEvent;
import org.stemma.gateway.events.Position;

/**
 * One step of one webhook: its next event is sent, and what came of it is noted. The position moves after the receiver
 * has said yes, so an event may come twice, under the same id, and none is left out. Its callers see to it that one
 * webhook makes one step at a time.
 */
final class Deliveries {
    /** A position that moved over this many blocks without an event is noted. */
    private static final int NOTED_BLOCKS = 100;

    private final WebhookTable table;
    private final DeliveryLog log;
    private final Events events;
    private final OrgId organisation;
    private final Sender sender;
    private final Backoff backoff;
    private final Duration disableAfter;
    private final TransactionTemplate inTransaction;
    private final Clock clock;
    private final WebhookMetrics metrics;

    Deliveries(
            WebhookTable table,
            DeliveryLog log,
            Events events,
            OrgId organisation,
            Sender sender,
            Backoff backoff,
            Duration disableAfter,
            TransactionTemplate inTransaction,
            Clock clock,
            WebhookMetrics metrics) {
        this.table = table;
        this.log = log;
        this.events = events;
        this.organisation = organisation;
        this.sender = sender;
        this.backoff = backoff;
        this.disableAfter = disableAfter;
        this.inTransaction = inTransaction;
        this.clock = clock;
        this.metrics = metrics;
    }

    /**
     * What a step came to.
     *
     * @param next when the next one is worth it: now, at a time, or absent until something new happens
     * @param waiting the time of the event that was not delivered, if there is one
     * @param scanned how far the ledger was looked through
     */
    record Step(Optional<Instant> next, Optional<Instant> waiting, Scanned scanned) {}

    /** How far the ledger was looked through for a webhook, as long as nobody asked anything else of it. */
    record Scanned(long revision, Position through) {
        static final Scanned NOTHING = new Scanned(-1, Position.EARLIEST);

        Position from(Webhook webhook) {
            return revision == webhook.revision() && webhook.position().isBefore(through)
                    ? through
                    : webhook.position();
        }
    }

    Step step(String id, Scanned scanned) {
        Optional<Webhook> found = table.find(id).filter(Webhook::isEnabled);
        if (found.isEmpty()) {
            return new Step(Optional.empty(), Optional.empty(), Scanned.NOTHING);
        }
        Webhook webhook = found.get();
        Instant now = clock.instant();
        Events.Slice slice = events.after(scanned.from(webhook), organisation, webhook.interest(), 1);
        if (slice.events().isEmpty()) {
            return nothing(webhook, slice, now);
        }
        LedgerEvent event = slice.events().get(0);
        Scanned kept = new Scanned(webhook.revision(), scanned.from(webhook));
        if (webhook.nextAttempt().filter(now::isBefore).isPresent()) {
            return new Step(webhook.nextAttempt(), Optional.of(event.at()), kept);
        }
        Attempt attempt = sender.send(webhook, event, webhook.attempts() + 1);
        metrics.attempted(attempt.result());
        Optional<Instant> next = note(webhook, attempt);
        return new Step(next, Optional.of(event.at()).filter(at -> !attempt.delivered()), kept);
    }

    private Step nothing(Webhook webhook, Events.Slice slice, Instant now) {
        if (slice.through().block() - webhook.position().block() >= NOTED_BLOCKS) {
            table.passed(webhook, slice.through());
        }
        return new Step(
                Optional.of(now).filter(again -> slice.more()),
                Optional.empty(),
                new Scanned(webhook.revision(), slice.through()));
    }

    private Optional<Instant> note(Webhook webhook, Attempt attempt) {
        Optional<Instant> next = inTransaction.execute(status -> {
            if (attempt.delivered()) {
                table.passed(webhook, attempt.event());
                log.add(webhook.id(), attempt, Optional.empty());
                return Optional.of(attempt.at());
            }
            return noteFailure(webhook, attempt);
        });
        return next == null ? Optional.empty() : next;
    }

    private Optional<Instant> noteFailure(Webhook webhook, Attempt attempt) {
        Instant failingSince = webhook.failingSince().orElse(attempt.at());
        Instant ended = attempt.at().plusMillis(attempt.millis());
        boolean isGone = attempt.result() == Attempt.Result.GONE;
        if (isGone || !ended.isBefore(failingSince.plus(disableAfter))) {
            table.giveUp(webhook, isGone ? Webhook.Reason.GONE : Webhook.Reason.FAILING, failingSince);
            log.add(webhook.id(), attempt, Optional.empty());
            return Optional.empty();
        }
        Instant next = ended.plus(backoff.after(attempt.number()));
        table.failed(webhook, failingSince, next);
        log.add(webhook.id(), attempt, Optional.of(next));
        return Optional.of(next);
    }

    /** Sends one event again, out of order and at once; it moves nothing. */
    Attempt again(Webhook webhook, LedgerEvent event) {
        Attempt attempt = sender.send(webhook, event, 1);
        metrics.attempted(attempt.result());
        log.add(webhook.id(), attempt, Optional.empty());
        return attempt;
    }

    /** All webhooks that deliver. */
    List<String> enabled() {
        return table.all().stream().filter(Webhook::isEnabled).map(Webhook::id).toList();
    }
}
