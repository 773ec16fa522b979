package org.stemma.gateway.security;

import io.github.bucket4j.TimeMeter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Holds whoever asks without a good key to what an address may ask, and all of them together to what the gateway has over
 * for them. Addresses that a proxy tells are believed if the proxy is named in the settings.
 */
final class AnonymousLimits {
    private static final String FORWARDED = "X-Forwarded-For";
    private static final String ALL = "all";

    /** Of IPv6 somebody has a network of 64 bits at least. */
    private static final int NETWORK_BYTES = 8;

    private final RequestLimits addresses;
    private final RequestLimits all;
    private final Set<String> proxies;

    AnonymousLimits(SecuritySettings.Anonymous settings, List<String> proxies, TimeMeter clock) {
        this.addresses = new RequestLimits(new Asker.Limit(settings.perSecond(), settings.burst()), clock);
        this.all = new RequestLimits(new Asker.Limit(settings.allPerSecond(), settings.allBurst()), clock);
        this.proxies = proxies.stream().map(AnonymousLimits::canonical).collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * Counts a request.
     *
     * @throws org.stemma.api.Refused {@code gateway.rate_limited}
     */
    void count(HttpServletRequest request, HttpServletResponse response) {
        // The address first: who floods does not use up what others may.
        addresses.count(network(address(request)), response);
        all.count(ALL, response);
    }

    /** Where a request comes from: the last address of the chain that is no proxy of ours. */
    String address(HttpServletRequest request) {
        String from = canonical(String.valueOf(request.getRemoteAddr()));
        String header = request.getHeader(FORWARDED);
        if (header == null || !proxies.contains(from)) {
            return from;
        }
        List<String> chain = Arrays.asList(header.split(",", -1));
        for (int i = chain.size() - 1; i >= 0 && proxies.contains(from); i--) {
            from = canonical(chain.get(i).strip());
        }
        return from;
    }

    private static boolean isLiteral(String address) {
        return address.matches("[0-9.]{7,15}") || address.matches("[0-9A-Fa-f:.]{2,45}");
    }

    /** One spelling of an address; what is none is itself. No name is looked up. */
    private static String canonical(String address) {
        try {
            return isLiteral(address) ? InetAddress.getByName(address).getHostAddress() : address;
        } catch (UnknownHostException e) {
            return address;
        }
    }

    private static String network(String address) {
        try {
            if (isLiteral(address)) {
                byte[] bytes = InetAddress.getByName(address).getAddress();
                return HexFormat.of().formatHex(Arrays.copyOf(bytes, Math.min(bytes.length, NETWORK_BYTES)));
            }
        } catch (UnknownHostException e) {
            // It stands for itself.
        }
        return address;
    }
}
