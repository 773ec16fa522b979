package org.stemma.gateway.web;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Collections;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a client prefers by the header Prefer (RFC 7240): {@code respond-async}, to be answered before the commit, and
 * {@code wait=SECONDS}, to be answered then at the latest. Other preferences are passed over, as the RFC wants it.
 *
 * @param patience how long to wait for the commit, if not as long as the gateway itself does
 */
record Preference(Optional<Duration> patience) {
    static final String HEADER = "Prefer";
    static final String APPLIED = "Preference-Applied";

    private static final Preference NONE = new Preference(Optional.empty());
    private static final Pattern WAIT = Pattern.compile("wait\\s*=\\s*\"?([0-9]{1,4})\"?");

    static Preference of(HttpServletRequest request) {
        boolean async = false;
        Optional<Duration> wait = Optional.empty();
        for (String header : Collections.list(request.getHeaders(HEADER))) {
            for (String one : header.split(",", -1)) {
                String preference = one.strip().toLowerCase(Locale.ROOT);
                Matcher matcher = WAIT.matcher(preference);
                if (preference.equals("respond-async")) {
                    async = true;
                } else if (matcher.matches() && wait.isEmpty()) {
                    wait = Optional.of(Duration.ofSeconds(Integer.parseInt(matcher.group(1))));
                }
            }
        }
        return wait.isPresent() || !async ? new Preference(wait) : new Preference(Optional.of(Duration.ZERO));
    }

    static Preference none() {
        return NONE;
    }

    /** As it is told in the answer. */
    static String applied(Duration patience) {
        return patience.isZero() ? "respond-async" : "wait=" + patience.toSeconds();
    }
}
