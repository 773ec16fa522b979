package org.stemma.client;

import com.google.gson.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.stemma.client.gateway.Address;
import org.stemma.client.gateway.Body;
import org.stemma.client.gateway.Gateway;
import org.stemma.client.gateway.Json;
import org.stemma.client.gateway.RefusedCall;
import org.stemma.client.gateway.UnreachableException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What happened on the ledger, and who is told. */
final class EventCommands {
    private static final String[] COLUMNS = {"id", "time", "type", "event"};
    private static final long PAUSE_MILLIS = 2_000;
    private static final int SERVER_ERROR = 500;

    /** Two of a gateway's heartbeats, and what they may be late. */
    private static final int SILENCE_SECONDS = 35;

    private static final int LONGEST_SILENCE = 3600;

    private EventCommands() {}

    @Command(name = "event", description = "what happened on the ledger, in its order", mixinStandardHelpOptions = true)
    static final class EventCommand {
        private final Session session;

        EventCommand(Session session) {
            this.session = session;
        }

        @Command(description = "lists events from the beginning, or after one")
        int list(
                @Option(names = "--type", description = "such as license or license.grantBought; repeatable") @Nullable
                        List<String> types,
                @Option(names = "--party", defaultValue = "") String party,
                @Option(names = "--asset", defaultValue = "") String asset,
                @Option(names = "--after", defaultValue = "", paramLabel = "EVENT") String after) {
            return session.showList(path(types, party, asset, after), COLUMNS);
        }

        @Command(description = "prints events as they happen, a line each, until it is interrupted")
        int follow(
                @Option(names = "--type", description = "such as license or license.grantBought; repeatable") @Nullable
                        List<String> types,
                @Option(names = "--party", defaultValue = "") String party,
                @Option(names = "--asset", defaultValue = "") String asset,
                @Option(
                                names = "--after",
                                defaultValue = "",
                                paramLabel = "EVENT",
                                description = "an event's id, or earliest; without: what happens from now on")
                        String after,
                @Option(names = "--count", defaultValue = "0", description = "ends after so many") long count,
                @Option(
                                names = "--silence",
                                defaultValue = "" + SILENCE_SECONDS,
                                paramLabel = "SECONDS",
                                description = "asks anew when the gateway says nothing for so long; it shows every 15 s"
                                        + " that it lives; default: ${DEFAULT-VALUE}")
                        int silence) {
            if (silence < 1 || silence > LONGEST_SILENCE) {
                throw session.usage("--silence takes 1 to " + LONGEST_SILENCE + " seconds");
            }
            AtomicLong left = new AtomicLong(count);
            Predicate<JsonObject> print = event -> {
                session.showLine(event, COLUMNS);
                return count == 0 || left.decrementAndGet() > 0;
            };
            Gateway gateway = session.gateway();
            String path = path(types, party, asset, after);
            Duration patience = Duration.ofSeconds(silence);
            Optional<String> last =
                    gateway.follow(path, after.isEmpty() ? now(gateway) : Optional.empty(), patience, print);
            while (count == 0 || left.get() > 0) {
                last = resume(gateway, path, last, patience, print);
            }
            return Stemma.OK;
        }

        /**
         * Where the gateway is now: a stream that breaks before its first event goes on from here, and not from a later
         * now.
         */
        private static Optional<String> now(Gateway gateway) {
            long height = Json.number(gateway.object("/v1/read-model"), "height");
            return height == 0 ? Optional.of("earliest") : Optional.of(Long.toString(height - 1));
        }

        /** A gateway that is restarted comes back; one that refuses stays with it. */
        private static Optional<String> resume(
                Gateway gateway, String path, Optional<String> last, Duration silence, Predicate<JsonObject> print) {
            try {
                Thread.sleep(PAUSE_MILLIS);
                return gateway.follow(path, last, silence, print);
            } catch (UnreachableException e) {
                return last;
            } catch (RefusedCall e) {
                if (e.status() < SERVER_ERROR && e.status() != 429) {
                    throw e;
                }
                return last;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
            }
        }

        private static String path(@Nullable List<String> types, String party, String asset, String after) {
            return Address.query(
                    "/v1/events",
                    "type",
                    types == null ? "" : String.join(",", types),
                    "party",
                    party,
                    "asset",
                    asset,
                    "after",
                    after);
        }
    }

    @Command(name = "webhook", description = "who is told of events by this gateway", mixinStandardHelpOptions = true)
    static final class WebhookCommand {
        private static final String WEBHOOKS = "/v1/webhooks";

        private final Session session;

        WebhookCommand(Session session) {
            this.session = session;
        }

        @Command(description = "sends events to an address; its secret is shown this once")
        int add(
                @Parameters(paramLabel = "URL") String url,
                @Option(names = "--label") @Nullable String label,
                @Option(names = "--type", description = "such as license or license.grantBought; repeatable") @Nullable
                        List<String> types,
                @Option(names = "--party") @Nullable String party,
                @Option(names = "--asset") @Nullable String asset,
                @Option(names = "--after", paramLabel = "EVENT", description = "without: what happens from now on")
                        @Nullable
                        String after) {
            return session.write(
                    WEBHOOKS,
                    new Body()
                            .with("url", url)
                            .with("label", label)
                            .with("types", types)
                            .with("party", party)
                            .with("asset", asset)
                            .with("after", after)
                            .members());
        }

        @Command(description = "lists the webhooks, without their secrets")
        int list() {
            return session.showList(WEBHOOKS, "id", "state", "position", "attempts", "url");
        }

        @Command(description = "shows a webhook and how far it is")
        int show(@Parameters(paramLabel = "WEBHOOK") String id) {
            return session.showObject(path(id, ""));
        }

        @Command(description = "removes a webhook and its log")
        int remove(@Parameters(paramLabel = "WEBHOOK") String id) {
            return session.show(session.gateway().delete(path(id, ""), session.request()));
        }

        @Command(description = "lists attempts to deliver, the newest first")
        int deliveries(@Parameters(paramLabel = "WEBHOOK") String id) {
            return session.showList(
                    path(id, "/deliveries"), "id", "at", "event", "type", "attempt", "outcome", "status");
        }

        @Command(description = "sends everything after an event once more, or one event alone")
        int replay(
                @Parameters(paramLabel = "WEBHOOK") String id,
                @Option(names = "--after", paramLabel = "EVENT", description = "an event's id, or earliest") @Nullable
                        String after,
                @Option(names = "--event", paramLabel = "EVENT") @Nullable String event) {
            return session.write(
                    path(id, "/replay"),
                    new Body().with("after", after).with("event", event).members());
        }

        @Command(description = "gives it another secret, shown this once; the one of before signs for a while, too")
        int rotate(@Parameters(paramLabel = "WEBHOOK") String id) {
            return session.write(path(id, "/secret"), new Body().members());
        }

        @Command(description = "delivers again, from where it stopped")
        int enable(@Parameters(paramLabel = "WEBHOOK") String id) {
            return session.write(path(id, "/enable"), new Body().members());
        }

        @Command(description = "delivers nothing until it is enabled")
        int disable(@Parameters(paramLabel = "WEBHOOK") String id) {
            return session.write(path(id, "/disable"), new Body().members());
        }

        private static String path(String id, String rest) {
            return Address.of(WEBHOOKS + "/{}" + rest, id);
        }
    }
}
