package org.stemma.gateway.webhooks;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.stemma.api.Refused;
import org.stemma.gateway.GatewayRefusal;

/**
 * Where webhooks may be sent: by https to public addresses. Who can name a target must not reach through this gateway
 * into networks that it stands in (server-side request forgery).
 */
final class Targets {
    static final int MAX_URL = 1000;

    private static final int MAX_PORT = 65_535;
    private static final int ASCII = 128;

    /** Ranges that are nobody's public address, beyond those that Java tells (IANA's special-purpose registries). */
    private static final List<Range> SPECIAL = List.of(
            Range.of("0.0.0.0", 8),
            Range.of("100.64.0.0", 10),
            Range.of("192.0.0.0", 24),
            Range.of("192.0.2.0", 24),
            Range.of("192.88.99.0", 24),
            Range.of("198.18.0.0", 15),
            Range.of("198.51.100.0", 24),
            Range.of("203.0.113.0", 24),
            Range.of("240.0.0.0", 4));

    /** All that is not global unicast, and in it what leads elsewhere: Teredo, documentation, 6to4. */
    private static final Range GLOBAL = Range.of("2000::", 3);

    private static final List<Range> NOT_GLOBAL =
            List.of(Range.of("2001::", 23), Range.of("2001:db8::", 32), Range.of("2002::", 16), Range.of("3fff::", 20));

    /** IPv4 addresses behind NAT64, which may be any (RFC 6052). */
    private static final Range TRANSLATED = Range.of("64:ff9b::", 96);

    private final boolean allowsPrivate;

    Targets(boolean allowsPrivate) {
        this.allowsPrivate = allowsPrivate;
    }

    /**
     * Reads an address that somebody wants webhooks to be sent to. A name is looked up when it is sent to.
     *
     * @throws Refused {@code gateway.webhook_target}
     */
    URI parse(String url) {
        URI asked = uri(url);
        boolean secure = "https".equalsIgnoreCase(asked.getScheme());
        if (asked.getHost() == null && asked.getRawAuthority() != null) {
            String authority = asked.getRawAuthority();
            must(authority.chars().allMatch(c -> c < ASCII), "a name in ASCII, as xn--bcher-kva.example is");
            must(authority.indexOf('_') < 0, "a name of letters, digits, hyphens and dots");
        }
        boolean web = secure || "http".equalsIgnoreCase(asked.getScheme());
        must(
                web && asked.getHost() != null && !asked.getHost().isEmpty(),
                "an address such as https://events.example.com/stemma");
        must(asked.getPort() != 0 && asked.getPort() <= MAX_PORT, "a port of at most " + MAX_PORT);
        must(asked.getRawUserInfo() == null && asked.getRawFragment() == null, "no user and no fragment");
        URI uri = isNumeric(asked.getHost()) ? inDots(asked, asked.getHost()) : asked;
        String host = uri.getHost();
        must(secure || (allowsPrivate && isThisMachine(host)), "https");
        if (isLiteral(host)) {
            must(forbidden(uri).isEmpty(), "a public address");
        }
        must(allowsPrivate || !isLocalName(host), "a public address");
        return uri;
    }

    /** The same with the address in its usual spelling, so that nobody reads another one in it. */
    private static URI inDots(URI uri, String host) {
        return URI.create(
                uri.toString().replaceFirst(Pattern.quote(host), literal(host).getHostAddress()));
    }

    private static URI uri(String url) {
        try {
            if (url.length() <= MAX_URL) {
                return URI.create(url);
            }
        } catch (IllegalArgumentException e) {
            // Said below.
        }
        throw refused("an address of at most " + MAX_URL + " characters");
    }

    private static void must(boolean holds, String expected) {
        if (!holds) {
            throw refused(expected);
        }
    }

    private static Refused refused(String expected) {
        return Refused.because(GatewayRefusal.WEBHOOK_TARGET, "expected", expected);
    }

    /**
     * Looks the target up, and tells which of its addresses is not to be sent to, if any. The client that connects next
     * looks the name up in the same cache of the Java platform, so it gets the same answer.
     */
    Optional<InetAddress> forbidden(URI target) {
        try {
            for (InetAddress address : InetAddress.getAllByName(target.getHost())) {
                if (!isAllowed(target, address)) {
                    return Optional.of(address);
                }
            }
        } catch (UnknownHostException e) {
            // There is nothing to be forbidden; connecting will tell.
        }
        return Optional.empty();
    }

    private boolean isAllowed(URI target, InetAddress address) {
        if ("http".equalsIgnoreCase(target.getScheme())) {
            return allowsPrivate && address.isLoopbackAddress();
        }
        return isPublic(address) || (allowsPrivate && isOfANetwork(address));
    }

    /** Link-local addresses are nobody's receivers, but clouds' services that give out credentials. */
    private static boolean isOfANetwork(InetAddress address) {
        return !address.isMulticastAddress()
                && !address.isAnyLocalAddress()
                && !address.isLinkLocalAddress()
                && !TRANSLATED.holds(address);
    }

    static boolean isPublic(InetAddress address) {
        if (address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()) {
            return false;
        }
        if (address instanceof Inet6Address) {
            return GLOBAL.holds(address) && NOT_GLOBAL.stream().noneMatch(range -> range.holds(address));
        }
        return SPECIAL.stream().noneMatch(range -> range.holds(address));
    }

    private static boolean isThisMachine(String host) {
        return isLocalName(host) || (isLiteral(host) && literal(host).isLoopbackAddress());
    }

    private static boolean isLocalName(String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        String name = lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
        return name.equals("localhost") || name.endsWith(".localhost");
    }

    /** Whether no name service is needed: the host is an address itself. */
    private static boolean isLiteral(String host) {
        return host.startsWith("[") || isNumeric(host);
    }

    /** As browsers tell (WHATWG's URL standard): the last part is a number, perhaps in hexadecimal digits. */
    private static boolean isNumeric(String host) {
        String[] parts = host.toLowerCase(Locale.ROOT).split("\\.", 0);
        return parts.length > 0 && parts[parts.length - 1].matches("[0-9]+|0x[0-9a-f]*");
    }

    private static InetAddress literal(String host) {
        try {
            return isNumeric(host) ? numeric(host) : InetAddress.getByName(host);
        } catch (UnknownHostException | NumberFormatException e) {
            throw refused("an address");
        }
    }

    /** One to four numbers, decimal, octal or hexadecimal, of which the last fills what is left (as inet_aton reads them). */
    private static InetAddress numeric(String host) throws UnknownHostException {
        String[] parts = host.toLowerCase(Locale.ROOT).split("\\.", 0);
        must(parts.length <= Integer.BYTES, "an address of four numbers");
        long address = 0;
        for (int i = 0; i < parts.length; i++) {
            boolean last = i == parts.length - 1;
            int bytes = last ? Integer.BYTES - i : 1;
            long number = number(parts[i]);
            must(number < 1L << (Byte.SIZE * bytes), "an address of four numbers, each at most 255");
            address |= number << (last ? 0 : Byte.SIZE * (Integer.BYTES - 1 - i));
        }
        return InetAddress.getByAddress(
                ByteBuffer.allocate(Integer.BYTES).putInt((int) address).array());
    }

    private static long number(String part) {
        if (part.startsWith("0x")) {
            return part.length() == 2 ? 0 : Long.parseLong(part.substring(2), 16);
        }
        return Long.parseLong(part, part.startsWith("0") ? 8 : 10);
    }

    /** Addresses that share their first bits. */
    private static final class Range {
        private final byte[] first;
        private final int bits;

        private Range(byte[] first, int bits) {
            this.first = first;
            this.bits = bits;
        }

        static Range of(String address, int bits) {
            return new Range(literal(address).getAddress(), bits);
        }

        boolean holds(InetAddress address) {
            byte[] other = address.getAddress();
            if (other.length != first.length) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> (bit % 8);
                if ((first[bit / 8] & mask) != (other[bit / 8] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }
}
