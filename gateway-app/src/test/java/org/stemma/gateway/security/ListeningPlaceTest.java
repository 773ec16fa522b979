package org.stemma.gateway.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.mock.env.MockEnvironment;
import org.stemma.gateway.config.SettingsRefused;

class ListeningPlaceTest {
    private static SecuritySettings settings(boolean behindProxy) {
        return new SecuritySettings(
                new SecuritySettings.Keys(1, 1, Duration.ZERO, Duration.ZERO),
                new SecuritySettings.Tokens(List.of(), Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO),
                new SecuritySettings.Anonymous(1, 1, 1, 1),
                List.of(),
                behindProxy);
    }

    private static ListeningPlace place(boolean behindProxy, String... properties) {
        MockEnvironment environment = new MockEnvironment();
        for (int i = 0; i < properties.length; i += 2) {
            environment.setProperty(properties[i], properties[i + 1]);
        }
        return ListeningPlace.checked(environment, settings(behindProxy));
    }

    @Test
    void this_machine_needs_no_tls() {
        for (String address : List.of("127.0.0.1", "localhost", "::1")) {
            assertEquals(address, place(false, "server.address", address).address());
        }
    }

    @Test
    void what_others_reach_without_tls_is_refused() {
        for (String address : List.of("0.0.0.0", "192.0.2.1", "")) {
            SettingsRefused refused =
                    assertThrows(SettingsRefused.class, () -> place(false, "server.address", address));
            assertTrue(String.valueOf(refused.getMessage()).contains("clear text"), refused.toString());
            assertTrue(refused.next().contains("behind-proxy"), refused.next());
        }
        assertThrows(
                SettingsRefused.class,
                () -> place(
                        false, "server.address", "0.0.0.0", "server.ssl.bundle", "x", "server.ssl.enabled", "false"));
    }

    @Test
    void a_port_of_their_own_for_metrics_is_refused() {
        SettingsRefused refused = assertThrows(
                SettingsRefused.class,
                () -> place(
                        false,
                        "server.address",
                        "127.0.0.1",
                        "server.port",
                        "17008",
                        "management.server.port",
                        "17009"));
        assertTrue(String.valueOf(refused.getMessage()).contains("nothing guards metrics"), refused.toString());
    }

    @Test
    void who_is_on_this_machine_is_known_only_where_nobody_else_is_heard() {
        assertTrue(place(false, "server.address", "127.0.0.1").local());
        assertFalse(place(true, "server.address", "127.0.0.1").local());
        assertFalse(place(false, "server.address", "0.0.0.0", "server.ssl.bundle", "gateway")
                .local());
    }

    @Test
    void with_tls_or_behind_a_proxy_it_may_be_reached() {
        assertTrue(place(false, "server.address", "0.0.0.0", "server.ssl.bundle", "gateway")
                .encrypted());
        place(true, "server.address", "0.0.0.0");
    }
}
