package org.stemma.contracts.kernel;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** The endorsers' clock in tests: what the running thread last set it to. */
public final class TestClock extends Clock {
    private static final ThreadLocal<Instant> NOW = ThreadLocal.withInitial(Instant::now);

    static {
        TimeGuard.clock = new TestClock();
    }

    private TestClock() {}

    public static void set(Instant now) {
        NOW.set(now);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }

    @Override
    public Instant instant() {
        return NOW.get();
    }
}
