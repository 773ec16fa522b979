package org.stemma.gateway.security;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.springframework.http.HttpHeaders;
import org.stemma.api.LruMap;
import org.stemma.api.Refused;
import org.stemma.gateway.GatewayRefusal;

/**
 * Holds each key to the requests that it may make: a bucket of tokens, filled steadily. Every running copy of a gateway
 * counts for itself.
 */
public final class RequestLimits {
    /** Of IETF's draft-ietf-httpapi-ratelimit-headers. */
    static final String POLICY = "RateLimit-Policy";

    static final String STATE = "RateLimit";

    /** Askers that are remembered; the one that asked the longest ago is forgotten, and begins with a full bucket. */
    private static final int MAX_REMEMBERED = 10_000;

    private final Asker.Limit byDefault;
    private final TimeMeter clock;
    private final Map<String, Counted> counted = new LruMap<>(MAX_REMEMBERED);

    private record Counted(Asker.Limit limit, Bucket bucket) {}

    RequestLimits(SecuritySettings.Keys settings, TimeMeter clock) {
        this(new Asker.Limit(settings.perSecond(), settings.burst()), clock);
    }

    public RequestLimits(Asker.Limit byDefault, TimeMeter clock) {
        this.byDefault = byDefault;
        this.clock = clock;
    }

    /**
     * Counts a request, and tells the client in headers what is left.
     *
     * @throws Refused {@code gateway.rate_limited}
     */
    void count(Asker asker, HttpServletResponse response) {
        count(asker.id(), asker.limit().orElse(byDefault), response);
    }

    /** As above, of whoever goes by a name and has the default limit. */
    public void count(String name, HttpServletResponse response) {
        count(name, byDefault, response);
    }

    private void count(String name, Asker.Limit limit, HttpServletResponse response) {
        ConsumptionProbe probe = bucket(name, limit).tryConsumeAndReturnRemaining(1);
        long window = Math.max(1, limit.burst() / limit.perSecond());
        response.setHeader(POLICY, "\"requests\";q=" + limit.burst() + ";w=" + window);
        response.setHeader(
                STATE,
                "\"requests\";r=" + probe.getRemainingTokens() + ";t=" + seconds(probe.getNanosToWaitForReset()));
        if (!probe.isConsumed()) {
            long wait = Math.max(1, seconds(probe.getNanosToWaitForRefill()));
            response.setHeader(HttpHeaders.RETRY_AFTER, String.valueOf(wait));
            throw Refused.because(
                    GatewayRefusal.RATE_LIMITED,
                    "perSecond",
                    limit.perSecond(),
                    "burst",
                    limit.burst(),
                    "retryAfterSeconds",
                    wait);
        }
    }

    private Bucket bucket(String id, Asker.Limit limit) {
        synchronized (counted) {
            Counted found = counted.get(id);
            if (found == null || !found.limit().equals(limit)) {
                found = new Counted(limit, bucket(limit));
                counted.put(id, found);
            }
            return found.bucket();
        }
    }

    private Bucket bucket(Asker.Limit limit) {
        return Bucket.builder()
                .addLimit(of -> of.capacity(limit.burst()).refillGreedy(limit.perSecond(), Duration.ofSeconds(1)))
                .withCustomTimePrecision(clock)
                .build();
    }

    private static long seconds(long nanos) {
        return TimeUnit.NANOSECONDS.toSeconds(nanos + TimeUnit.SECONDS.toNanos(1) - 1);
    }
}
