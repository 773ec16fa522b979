package org.stemma.gateway.serving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.bucket4j.TimeMeter;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.stemma.api.Digest;
import org.stemma.api.GrantId;
import org.stemma.api.Refused;
import org.stemma.gateway.GatewayRefusal;
import org.stemma.gateway.security.Asker;
import org.stemma.gateway.security.GrantUser;
import org.stemma.gateway.security.RequestLimits;
import org.stemma.gateway.security.RequestNotes;

class CallAdmissionTest {
    /** A clock that stands still: no bucket is filled again. */
    private static final TimeMeter STILL = new TimeMeter() {
        @Override
        public long currentTimeNanos() {
            return 0;
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    };

    private final Places places = new Places(4, 4);
    private final CallAdmission admission = new CallAdmission(places, limits(3), limits(5));

    private static RequestLimits limits(long burst) {
        return new RequestLimits(new Asker.Limit(1, burst), STILL);
    }

    @Test
    void a_key_has_a_rate_of_its_own_and_all_keys_of_a_grant_together_have_one() {
        call("one");
        call("one");
        call("one");
        assertLimited("one");
        call("two");
        assertLimited("two");
        assertLimited("three");

        assertEquals(0, places.taken(), "each call has left");
    }

    @Test
    void a_call_without_a_grant_key_takes_no_place() {
        MockHttpServletRequest request = new MockHttpServletRequest();

        admission.preHandle(request, new MockHttpServletResponse(), this);

        assertEquals(0, places.taken());
    }

    private void call(String key) {
        MockHttpServletRequest request = request(key);
        MockHttpServletResponse response = new MockHttpServletResponse();
        admission.preHandle(request, response, this);
        assertEquals(1, places.taken());
        admission.afterCompletion(request, response, this, null);
        admission.afterCompletion(request, response, this, null);
    }

    private void assertLimited(String key) {
        MockHttpServletResponse response = new MockHttpServletResponse();
        Refused refused = assertThrows(Refused.class, () -> admission.preHandle(request(key), response, this));
        assertEquals(GatewayRefusal.RATE_LIMITED, refused.refusal());
        assertEquals("1", response.getHeader("Retry-After"));
    }

    private static MockHttpServletRequest request(String key) {
        MockHttpServletRequest request = new MockHttpServletRequest();
        // As the check of the key notes it.
        request.setAttribute(
                RequestNotes.class.getName() + ".grant",
                new GrantUser(new GrantId("grt_1"), Digest.of(key), SealedAnswer.keyFor(key)));
        assertTrue(RequestNotes.grant(request).isPresent());
        return request;
    }
}
