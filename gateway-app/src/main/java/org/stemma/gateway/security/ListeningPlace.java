package org.stemma.gateway.security;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.springframework.core.env.Environment;
import org.stemma.gateway.config.SettingsRefused;

/**
 * Where the gateway listens, checked before it does: keys in clear text don't leave the machine.
 *
 * @param encrypted whether it speaks TLS itself
 * @param local whether only this machine reaches it, and no proxy stands before it
 */
record ListeningPlace(String address, boolean encrypted, boolean local) {
    private static final List<String> TLS =
            List.of("server.ssl.bundle", "server.ssl.certificate", "server.ssl.key-store");

    /**
     * The place of the settings.
     *
     * @throws SettingsRefused if others reach it, it has no TLS, and no proxy is said to have; or if the management
     *     endpoints were to be elsewhere, where nothing guards them
     */
    static ListeningPlace checked(Environment environment, SecuritySettings settings) {
        String address = environment.getProperty("server.address", "");
        String management = environment.getProperty("management.server.port", "");
        if (!management.isEmpty() && !management.equals(environment.getProperty("server.port"))) {
            throw new SettingsRefused(
                    "management.server.port is " + management + ": nothing guards metrics on a port of their own.",
                    "take the setting out; metrics are at /actuator/prometheus, under a key");
        }
        boolean encrypted = environment.getProperty("server.ssl.enabled", Boolean.class, true)
                && TLS.stream()
                        .anyMatch(name -> !environment.getProperty(name, "").isEmpty());
        if (!encrypted && !settings.behindProxy() && !isLoopback(address)) {
            throw new SettingsRefused(
                    "server.address " + (address.isEmpty() ? "is not set: all addresses" : "is " + address)
                            + ". Others reach it, and there is no TLS: keys would go in clear text.",
                    "set server.ssl.bundle (see docs/how-to/security.md), or server.address to 127.0.0.1; behind a"
                            + " proxy that has TLS: stemma.security.behind-proxy=true");
        }
        return new ListeningPlace(address, encrypted, isLoopback(address) && !settings.behindProxy());
    }

    static boolean isLoopback(String address) {
        try {
            return !address.isEmpty() && InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
