package org.stemma.gateway.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletResponse;
import org.stemma.api.OrgId;
import org.stemma.api.Refused;
import org.stemma.gateway.ledger.Caller;

class RequestLimitsTest {
    private static final Caller OWNER = new Caller(new OrgId("LabMSP"), "owner", Set.of());

    /** A clock that stands until it is moved. */
    private static final class Standing implements TimeMeter {
        private long nanos;

        @Override
        public long currentTimeNanos() {
            return nanos;
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    }

    private final Standing clock = new Standing();
    private final RequestLimits limits =
            new RequestLimits(new SecuritySettings.Keys(2, 4, Duration.ofHours(1), Duration.ofDays(7)), clock);

    private MockHttpServletResponse count(String id, Optional<Asker.Limit> limit) {
        MockHttpServletResponse response = new MockHttpServletResponse();
        limits.count(new Asker(id, OWNER, limit), response);
        return response;
    }

    @Test
    void a_burst_is_served_then_what_the_rate_gives() {
        MockHttpServletResponse first = count("a", Optional.empty());
        assertEquals("\"requests\";q=4;w=2", first.getHeader("RateLimit-Policy"));
        assertEquals("\"requests\";r=3;t=1", first.getHeader("RateLimit"));
        for (int i = 0; i < 3; i++) {
            count("a", Optional.empty());
        }
        MockHttpServletResponse over = new MockHttpServletResponse();
        Refused refused =
                assertThrows(Refused.class, () -> limits.count(new Asker("a", OWNER, Optional.empty()), over));
        assertEquals("gateway.rate_limited", refused.refusal().code());
        assertEquals(429, refused.refusal().category().status());
        assertEquals("1", over.getHeader("Retry-After"));
        clock.nanos += 500_000_000;
        count("a", Optional.empty());
        assertThrows(Refused.class, () -> count("a", Optional.empty()));
    }

    @Test
    void each_key_has_its_own_and_perhaps_another_limit() {
        for (int i = 0; i < 4; i++) {
            count("a", Optional.empty());
        }
        count("b", Optional.empty());
        Optional<Asker.Limit> one = Optional.of(new Asker.Limit(1, 1));
        count("c", one);
        assertThrows(Refused.class, () -> count("c", one));
    }
}
