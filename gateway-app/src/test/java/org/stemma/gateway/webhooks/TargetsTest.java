package org.stemma.gateway.webhooks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.stemma.api.Refused;
import org.stemma.gateway.GatewayRefusal;

class TargetsTest {
    private final Targets strict = new Targets(false);
    private final Targets lenient = new Targets(true);

    private static void assertRefused(Targets targets, String url) {
        Refused refused = assertThrows(Refused.class, () -> targets.parse(url), url);
        assertEquals(GatewayRefusal.WEBHOOK_TARGET, refused.refusal());
    }

    @Test
    void public_addresses_are_reached_by_https_alone() {
        assertEquals(
                "events.example.com",
                strict.parse("https://events.example.com:8443/x?y=z").getHost());
        assertEquals("93.184.215.14", strict.parse("https://93.184.215.14/").getHost());
        for (String url : List.of(
                "http://events.example.com/",
                "ftp://events.example.com/",
                "https://user:secret@events.example.com/",
                "https://events.example.com/#part",
                "https:///x",
                "https://events.example.com:65536/",
                "https://events.example.com:0/",
                "events.example.com",
                "https://a b/",
                "",
                "https://events.example.com/" + "x".repeat(1000))) {
            assertRefused(strict, url);
            assertRefused(lenient, url);
        }
    }

    @Test
    void private_networks_and_this_machine_are_refused() {
        for (String host : List.of(
                "127.0.0.1",
                "localhost",
                "gateway.localhost",
                "10.1.2.3",
                "172.16.0.1",
                "192.168.1.1",
                "169.254.169.254",
                "100.64.0.1",
                "0.0.0.0",
                "localhost.",
                "gateway.localhost.",
                "2130706433",
                "0x7f000001",
                "0x7f.1",
                "0177.0.0.1",
                "127.1",
                "012.1.2.3",
                "2852039166",
                "224.0.0.1",
                "255.255.255.255",
                "[::1]",
                "[::]",
                "[::ffff:127.0.0.1]",
                "[fe80::1]",
                "[fd00::1]",
                "[64:ff9b::7f00:1]",
                "[2002:7f00:1::]",
                "[ff02::1]")) {
            assertRefused(strict, "https://" + host + "/");
        }
    }

    @Test
    void where_the_setting_allows_it_this_machine_is_reached_by_http_and_private_networks_by_https() {
        for (String url : List.of(
                "http://127.0.0.1:8080/",
                "http://localhost/",
                "http://[::1]/",
                "https://10.1.2.3/",
                "https://[fd00::1]/")) {
            assertEquals(url, lenient.parse(url).toString());
        }
        for (String url : List.of("http://10.1.2.3/", "https://0.0.0.0/", "https://224.0.0.1/")) {
            assertRefused(lenient, url);
        }
    }

    @Test
    void link_local_addresses_are_nobodys_receivers() {
        for (String host : List.of(
                "169.254.169.254",
                "2852039166",
                "0xa9fea9fe",
                "[fe80::1]",
                "[::ffff:169.254.169.254]",
                "[64:ff9b::a9fe:a9fe]")) {
            assertRefused(strict, "https://" + host + "/");
            assertRefused(lenient, "https://" + host + "/");
            assertRefused(lenient, "http://" + host + "/");
        }
    }

    @Test
    void numbers_are_read_as_addresses_first() {
        assertEquals("http://127.0.0.1/x", lenient.parse("http://2130706433/x").toString());
        assertEquals(
                "https://93.184.215.14:8443/",
                strict.parse("https://0x5db8d70e:8443/").toString());
        assertEquals("8.0.0.1", strict.parse("https://010.0.0.1/").getHost());
        for (String host : List.of("256.1.1.1", "1.2.3.4.5", "4294967296", "09.1.1.1", "1.256.1", "0x100000000")) {
            assertRefused(strict, "https://" + host + "/");
        }
    }

    @Test
    void the_reason_is_the_true_one() {
        assertEquals("a name of letters, digits, hyphens and dots", expected("https://my_hook.example.com/"));
        assertTrue(expected("https://b\u00fccher.example/").startsWith("a name in ASCII"));
        assertEquals("a public address", expected("https://localhost./"));
    }

    private String expected(String url) {
        return String.valueOf(
                assertThrows(Refused.class, () -> strict.parse(url)).facts().get("expected"));
    }

    @Test
    void a_name_is_looked_up_when_it_is_sent_to() {
        assertTrue(strict.forbidden(URI.create("https://localhost/")).isPresent());
        assertTrue(lenient.forbidden(URI.create("http://localhost/")).isEmpty());
        assertTrue(strict.forbidden(URI.create("https://no-such-host.invalid/")).isEmpty());
    }

    @Test
    void what_is_public_is_told_from_what_is_not() throws Exception {
        assertTrue(Targets.isPublic(InetAddress.getByName("2606:4700:4700::1111")));
        assertFalse(Targets.isPublic(InetAddress.getByName("2001:db8::1")));
        assertFalse(Targets.isPublic(InetAddress.getByName("198.19.0.1")));
        assertTrue(Targets.isPublic(InetAddress.getByName("198.20.0.1")));
    }
}
