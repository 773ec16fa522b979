package org.stemma.gateway.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.bucket4j.TimeMeter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.stemma.api.Refused;
import org.stemma.gateway.GatewayRefusal;

class AnonymousLimitsTest {
    private final AnonymousLimits limits = new AnonymousLimits(
            new SecuritySettings.Anonymous(1, 2, 1, 5), List.of("10.0.0.1", "2001:db8::1"), TimeMeter.SYSTEM_NANOTIME);

    private static MockHttpServletRequest from(String remote, String... forwarded) {
        MockHttpServletRequest request = new MockHttpServletRequest();
        request.setRemoteAddr(remote);
        if (forwarded.length > 0) {
            request.addHeader("X-Forwarded-For", forwarded[0]);
        }
        return request;
    }

    private void count(String remote, String... forwarded) {
        limits.count(from(remote, forwarded), new MockHttpServletResponse());
    }

    private void refused(String remote, String... forwarded) {
        assertEquals(
                GatewayRefusal.RATE_LIMITED,
                assertThrows(Refused.class, () -> count(remote, forwarded)).refusal());
    }

    @Test
    void each_address_has_its_own_bucket_and_all_have_one_together() {
        for (String address : List.of("192.0.2.1", "192.0.2.2")) {
            count(address);
            count(address);
            refused(address);
        }
        count("192.0.2.3");
        refused("192.0.2.4");
    }

    @Test
    void a_network_of_ipv6_is_one_address() {
        count("2001:db8:1:2::1");
        count("2001:db8:1:2:ffff::9");
        refused("2001:db8:1:2::77");
        count("2001:db8:1:3::1");
    }

    @Test
    void a_forwarded_address_is_believed_of_named_proxies_alone() {
        assertEquals("192.0.2.9", limits.address(from("10.0.0.1", "198.51.100.7, 192.0.2.9")));
        assertEquals("192.0.2.9", limits.address(from("10.0.0.1", "1.1.1.1, 192.0.2.9, 2001:db8:0::1")));
        assertEquals("10.0.0.2", limits.address(from("10.0.0.2", "192.0.2.9")));
        assertEquals("10.0.0.1", limits.address(from("10.0.0.1")));
        assertEquals("no.name.is.looked.up", limits.address(from("10.0.0.1", "no.name.is.looked.up")));
    }
}
