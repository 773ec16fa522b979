package org.stemma.gateway.webhooks;

import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.stemma.api.Digest;
import org.stemma.api.MalformedException;
import org.stemma.api.Refused;
import org.stemma.api.Text;
import org.stemma.api.kernel.KernelRefusal;
import org.stemma.gateway.GatewayRefusal;
import org.stemma.gateway.events.Events;
import org.stemma.gateway.events.Interest;
import org.stemma.gateway.events.LedgerEvent;
import org.stemma.gateway.events.Position;
import org.stemma.gateway.ledger.Caller;
import org.stemma.gateway.web.Malformed;

/** What admins ask of webhooks. */
final class Webhooks {
    private static final int ID_DIGITS = 32;
    private static final int MAX_TYPES = 20;

    private final WebhookTable table;
    private final DeliveryLog log;
    private final Events events;
    private final Deliveries deliveries;
    private final DeliveryAgent agent;
    private final Targets targets;
    private final WebhookSettings settings;
    private final Clock clock;

    Webhooks(
            WebhookTable table,
            DeliveryLog log,
            Events events,
            Deliveries deliveries,
            DeliveryAgent agent,
            Targets targets,
            WebhookSettings settings,
            Clock clock) {
        this.table = table;
        this.log = log;
        this.events = events;
        this.deliveries = deliveries;
        this.agent = agent;
        this.targets = targets;
        this.settings = settings;
        this.clock = clock;
    }

    Webhook add(Caller caller, WebhookCommand.Add asked) {
        String command = asked.digest().value();
        String id = id(caller, asked);
        Optional<Webhook> before = table.find(id);
        if (before.isEmpty()) {
            targets.parse(asked.url());
            Refused.unless(
                    table.all().size() < settings.most(), GatewayRefusal.TOO_MANY_WEBHOOKS, "allowed", settings.most());
        }
        Webhook webhook = before.isPresent() ? before.get() : table.add(made(id, command, caller, asked));
        Refused.unless(webhook.command().equals(command), KernelRefusal.REQUEST_REUSED, "request", asked.request());
        agent.wake(id);
        return webhook;
    }

    private static String id(Caller caller, WebhookCommand.Add asked) {
        return "whk_"
                + Digest.of(caller.name() + "\n" + asked.request().value())
                        .hex()
                        .substring(0, ID_DIGITS);
    }

    private Webhook made(String id, String command, Caller caller, WebhookCommand.Add asked) {
        List<String> types = asked.types().orElse(List.of());
        if (types.size() > MAX_TYPES) {
            throw Malformed.at("types", "at most " + MAX_TYPES + " types are accepted");
        }
        Interest.of(types, asked.party(), asked.asset());
        return new Webhook(
                id,
                command,
                // As it was understood: no other program finds another address in it.
                targets.parse(asked.url()).toString(),
                asked.label().map(label -> Text.label("label", label)).orElse(""),
                types.stream().distinct().sorted().toList(),
                asked.party(),
                asked.asset(),
                Optional.empty(),
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                WebhookSecrets.seed(caller, asked.request()),
                Optional.empty(),
                Optional.empty(),
                asked.after().map(after -> position("after", after)).orElseGet(events::latest),
                0,
                0,
                Optional.empty(),
                Optional.empty());
    }

    private static Position position(String member, String text) {
        try {
            return Position.of(text);
        } catch (MalformedException e) {
            throw Malformed.at(e, member);
        }
    }

    Webhook find(String id) {
        return table.find(id).orElseThrow(() -> Refused.because(GatewayRefusal.NOT_FOUND, "webhook", id));
    }

    List<Webhook> list(Optional<String> after, int limit) {
        return table.list(after, limit);
    }

    List<DeliveryLog.Entry> deliveries(String id, Optional<Long> before, int limit) {
        find(id);
        return log.list(id, before, limit);
    }

    Webhook remove(String id) {
        Webhook webhook = find(id);
        table.remove(id);
        agent.forget(id);
        log.remove(id);
        return webhook;
    }

    /** Gives it another secret; the present one signs for a while as well. The same request again changes nothing. */
    Webhook rotate(Caller caller, WebhookCommand.Rotate asked) {
        Webhook webhook = find(asked.id());
        String seed = WebhookSecrets.seed(caller, asked.request());
        Refused.unless(
                webhook.previousSeed().filter(seed::equals).isEmpty(),
                KernelRefusal.REQUEST_REUSED,
                "request",
                asked.request());
        if (!webhook.seed().equals(seed)) {
            table.rotate(webhook, seed, clock.instant().plus(settings.rotationOverlap()));
        }
        return find(asked.id());
    }

    Webhook enable(String id) {
        if (!find(id).isEnabled()) {
            table.enable(id);
            agent.wake(id);
        }
        return find(id);
    }

    Webhook disable(String id) {
        find(id);
        table.disable(id);
        agent.wake(id);
        return find(id);
    }

    /** Goes back, or on, to a position; everything after it is delivered in order. */
    Webhook replayAfter(String id, String after) {
        find(id);
        table.move(id, position("after", after));
        agent.wake(id);
        return find(id);
    }

    /** Sends one event again, and tells what came of it. */
    Attempt replay(Caller caller, String id, String event) {
        Webhook webhook = find(id);
        LedgerEvent found = events.at(position("event", event), caller.organisation())
                .orElseThrow(() -> Refused.because(GatewayRefusal.NOT_FOUND, "event", event));
        return deliveries.again(webhook, found);
    }

    long disabled() {
        return table.all().stream().filter(webhook -> !webhook.isEnabled()).count();
    }

    long failing() {
        return table.all().stream()
                .filter(webhook -> webhook.isEnabled() && webhook.attempts() > 0)
                .count();
    }

    Duration oldest() {
        return Duration.ofMillis(Math.round(agent.oldestSeconds() * 1000));
    }
}
