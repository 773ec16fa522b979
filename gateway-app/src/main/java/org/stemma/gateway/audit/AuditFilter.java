package org.stemma.gateway.audit;

import io.github.bucket4j.Bucket;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerMapping;
import org.stemma.api.RequestId;
import org.stemma.gateway.security.Allowed;
import org.stemma.gateway.security.Asker;
import org.stemma.gateway.security.RequestNotes;
import org.stemma.gateway.web.IdempotencyKey;

/**
 * Notes writes, refusals, and reads of private rows, when they have been answered. Completions that were served are not
 * noted here: the meter's log has each of them.
 */
final class AuditFilter extends OncePerRequestFilter {
    private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS");
    private static final Pattern TRANSACTION = Pattern.compile("/v1/transactions/([0-9a-f]{64})");
    private static final int MAX_TARGET = 200;
    private static final int MAX_DETAIL = 300;
    /** As the column is. */
    private static final int MAX_ASKER = 300;

    private static final int MAX_IDENTITY = 200;
    private static final int REPLACEMENT = 0xfffd;
    private static final int MAX_METHOD = 10;
    private static final int MAX_ROUTE = 200;

    private final AuditLog log;
    private final Supplier<Routes> routes;
    private final String organisation;
    private final Clock clock;
    private final Bucket anonymous;
    private final AtomicLong omitted = new AtomicLong();

    AuditFilter(AuditLog log, Supplier<Routes> routes, String organisation, AuditSettings settings, Clock clock) {
        this.log = log;
        this.routes = routes;
        this.organisation = organisation;
        this.clock = clock;
        long rate = settings.anonymousPerSecond();
        this.anonymous = Bucket.builder()
                .addLimit(of -> of.capacity(rate * 60).refillGreedy(rate, Duration.ofSeconds(1)))
                .build();
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        long began = System.nanoTime();
        boolean answered = false;
        try {
            chain.doFilter(request, response);
            answered = true;
        } finally {
            if (request.isAsyncStarted()) {
                request.getAsyncContext().addListener(new WhenDone(request, response, began));
            } else {
                note(request, answered ? response.getStatus() : 500, response, began);
            }
        }
    }

    private void note(HttpServletRequest request, int status, HttpServletResponse response, long began) {
        Optional<Asker> asker = RequestNotes.asker(request);
        boolean refused = status >= 400;
        if (!refused && !isWrite(request) && !readsPrivateRows(request)) {
            return;
        }
        // Whoever has no key of an identity can't fill the log, and so push out what others did.
        if (refused && asker.isEmpty() && !anonymous.tryConsume(1)) {
            omitted.incrementAndGet();
            return;
        }
        log.add(row(request, status, response, began, asker));
    }

    private AuditRow row(
            HttpServletRequest request, int status, HttpServletResponse response, long began, Optional<Asker> asker) {
        return new AuditRow(
                0,
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                asker.map(Asker::id)
                        .or(() -> RequestNotes.grant(request).map(user -> "grant " + user.grant()))
                        .map(who -> bounded(who, MAX_ASKER)),
                asker.map(one -> bounded(one.caller().name(), MAX_IDENTITY)),
                organisation,
                bounded(request.getMethod(), MAX_METHOD),
                bounded(routes.get().of(request), MAX_ROUTE),
                status < 300 ? target(request) : Optional.empty(),
                IdempotencyKey.in(request).map(RequestId::value),
                transaction(request, response),
                status,
                RequestNotes.refusal(request),
                RequestNotes.detail(request).map(detail -> bounded(detail, MAX_DETAIL)),
                bounded(String.valueOf(request.getRemoteAddr()), 64),
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began),
                omitted.getAndSet(0));
    }

    private static boolean isWrite(HttpServletRequest request) {
        return !READS.contains(request.getMethod())
                && allowed(request).map(Allowed::value).orElse(Allowed.Who.ANYONE) != Allowed.Who.GRANT_KEY;
    }

    private static boolean readsPrivateRows(HttpServletRequest request) {
        return allowed(request).map(Allowed::privateRows).orElse(false);
    }

    private static Optional<Allowed> allowed(HttpServletRequest request) {
        return request.getAttribute(HandlerMapping.BEST_MATCHING_HANDLER_ATTRIBUTE) instanceof HandlerMethod handler
                ? Optional.ofNullable(handler.getMethodAnnotation(Allowed.class))
                : Optional.empty();
    }

    private static Optional<String> target(HttpServletRequest request) {
        if (request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE) instanceof Map<?, ?> variables
                && !variables.isEmpty()) {
            return Optional.of(bounded(
                    variables.values().stream().map(String::valueOf).collect(Collectors.joining(" ")), MAX_TARGET));
        }
        return Optional.empty();
    }

    private static Optional<String> transaction(HttpServletRequest request, HttpServletResponse response) {
        return RequestNotes.transaction(request).or(() -> inLocation(response.getHeader(HttpHeaders.LOCATION)));
    }

    private static Optional<String> inLocation(@Nullable String location) {
        Matcher matcher = TRANSACTION.matcher(location == null ? "" : location);
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** At most so many UTF-16 units, and whole characters alone: half of one has no UTF-8 form. */
    static String bounded(String text, int most) {
        StringBuilder kept = new StringBuilder(Math.min(text.length(), most));
        text.codePoints()
                .map(point -> point == 0 || Character.getType(point) == Character.SURROGATE ? REPLACEMENT : point)
                .takeWhile(point -> kept.length() + Character.charCount(point) <= most)
                .forEach(kept::appendCodePoint);
        return kept.toString();
    }

    /** Of an answer that is given later, by another thread. */
    private final class WhenDone implements AsyncListener {
        private final HttpServletRequest request;
        private final HttpServletResponse response;
        private final long began;

        WhenDone(HttpServletRequest request, HttpServletResponse response, long began) {
            this.request = request;
            this.response = response;
            this.began = began;
        }

        @Override
        public void onComplete(AsyncEvent event) {
            note(request, response.getStatus(), response, began);
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            // Completed afterwards.
        }

        @Override
        public void onError(AsyncEvent event) {
            // Completed afterwards.
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            event.getAsyncContext().addListener(this);
        }
    }
}
