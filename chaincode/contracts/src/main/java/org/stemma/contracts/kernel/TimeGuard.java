package org.stemma.contracts.kernel;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.stemma.api.Refused;
import org.stemma.api.kernel.Charter;
import org.stemma.api.kernel.KernelRefusal;

/**
 * Refuses proposals whose timestamp is not about now by this endorser's clock. Fabric takes the client's timestamp as
 * given; with this a majority of organisations vouches for it. The clock only refuses: nothing of it is ever written, and
 * its reading stands in no refusal, so that endorsers agree.
 */
final class TimeGuard {
    /** Replaced by tests only, which let years pass in a second. */
    static volatile Clock clock = Clock.systemUTC();

    private TimeGuard() {}

    static void check(Charter charter, Instant timestamp) {
        check(charter, timestamp, clock.instant());
    }

    static void check(Charter charter, Instant timestamp, Instant own) {
        Charter.Limits limits = charter.limitsIn(charter.epochOf(timestamp));
        Duration ahead = Duration.between(own, timestamp);
        Refused.unless(
                ahead.compareTo(Duration.ofSeconds(limits.aheadSeconds())) <= 0,
                KernelRefusal.TIME_AHEAD,
                "timestamp",
                timestamp,
                "allowedSeconds",
                limits.aheadSeconds());
        Refused.unless(
                ahead.compareTo(Duration.ofSeconds(-limits.behindSeconds())) >= 0,
                KernelRefusal.TIME_BEHIND,
                "timestamp",
                timestamp,
                "allowedSeconds",
                limits.behindSeconds());
    }
}
