package org.stemma.gateway.webhooks;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stemma.gateway.events.LedgerEvent;

/** Sends one message and tells what came of it. It follows no redirect, and waits no longer than it may. */
final class Sender {
    private static final Logger LOG = LoggerFactory.getLogger(Sender.class);
    private static final int GONE = 410;

    private final HttpClient http;
    private final WebhookSettings settings;
    private final WebhookSecrets secrets;
    private final Targets targets;
    private final Clock clock;

    Sender(WebhookSettings settings, WebhookSecrets secrets, Targets targets, Clock clock) {
        this.settings = settings;
        this.secrets = secrets;
        this.targets = targets;
        this.clock = clock;
        http = HttpClient.newBuilder()
                .connectTimeout(settings.connectTimeout())
                .followRedirects(HttpClient.Redirect.NEVER)
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    /** Tries once; at most for the time of an attempt. */
    Attempt send(Webhook webhook, LedgerEvent event, int number) {
        Instant at = clock.instant();
        long began = System.nanoTime();
        URI target = URI.create(webhook.url());
        Answer answer = targets.forbidden(target).isPresent()
                ? new Answer(Attempt.Result.TARGET, Optional.empty())
                : send(request(target, Message.of(webhook.id(), event), at, secrets.signing(webhook, at)));
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
        return new Attempt(event.position(), event.type(), number, at, millis, answer.result(), answer.status());
    }

    private record Answer(Attempt.Result result, Optional<Integer> status) {}

    private HttpRequest request(URI target, Message message, Instant at, List<byte[]> signing) {
        return HttpRequest.newBuilder(target)
                .timeout(settings.timeout())
                .header("Content-Type", "application/json")
                .header("User-Agent", "stemma-gateway")
                .header("webhook-id", message.id())
                .header("webhook-timestamp", Long.toString(at.getEpochSecond()))
                .header("webhook-signature", message.signature(at, signing))
                .POST(HttpRequest.BodyPublishers.ofString(message.body()))
                .build();
    }

    private Answer send(HttpRequest request) {
        CompletableFuture<HttpResponse<Void>> sent = http.sendAsync(request, info -> new Discarded());
        try {
            int status = sent.get(settings.timeout().toMillis(), TimeUnit.MILLISECONDS)
                    .statusCode();
            Attempt.Result result = status / 100 == 2
                    ? Attempt.Result.DELIVERED
                    : status == GONE ? Attempt.Result.GONE : Attempt.Result.REFUSED;
            return new Answer(result, Optional.of(status));
        } catch (TimeoutException e) {
            return new Answer(Attempt.Result.TIMED_OUT, Optional.empty());
        } catch (ExecutionException e) {
            return new Answer(result(e.getCause()), Optional.empty());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Answer(Attempt.Result.UNREACHABLE, Optional.empty());
        } finally {
            sent.cancel(true);
        }
    }

    private static Attempt.Result result(@org.jspecify.annotations.Nullable Throwable cause) {
        if (cause instanceof HttpTimeoutException) {
            return Attempt.Result.TIMED_OUT;
        }
        if (!(cause instanceof IOException)) {
            LOG.warn("a webhook could not be sent", cause);
        }
        return Attempt.Result.UNREACHABLE;
    }

    /** An answer's body, of which nothing is wanted: a short one keeps the connection, a long one ends it. */
    private static final class Discarded implements HttpResponse.BodySubscriber<Void> {
        private static final long MAX_BYTES = 64 << 10;

        private final CompletableFuture<Void> done = new CompletableFuture<>();
        private Optional<Flow.Subscription> subscription = Optional.empty();
        private long bytes;

        @Override
        public CompletionStage<Void> getBody() {
            return done;
        }

        @Override
        public void onSubscribe(Flow.Subscription made) {
            subscription = Optional.of(made);
            made.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(List<ByteBuffer> parts) {
            for (ByteBuffer part : parts) {
                bytes += part.remaining();
            }
            if (bytes > MAX_BYTES) {
                subscription.ifPresent(Flow.Subscription::cancel);
                done.complete(null);
            }
        }

        @Override
        public void onError(Throwable failure) {
            // The status is known, and all that counts.
            done.complete(null);
        }

        @Override
        public void onComplete() {
            done.complete(null);
        }
    }
}
