package org.stemma.gateway.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.filter.OncePerRequestFilter;
import org.stemma.api.Refused;
import org.stemma.gateway.GatewayRefusal;
import org.stemma.gateway.ledger.Caller;

/**
 * Tells who asks. A wrong key is refused even where none is needed. The management endpoints, which no handler of ours
 * answers, are guarded here: health is everyone's, all else the members' or this machine's.
 */
final class Authentication extends OncePerRequestFilter {
    private static final String BEARER = "Bearer ";
    private static final String MANAGEMENT = "/actuator";
    private static final String HEALTH = "/actuator/health";
    private static final String GRANT_KEY = Authentication.class.getName() + ".grantKey";

    private final ApiKeys keys;
    private final LastUses lastUses;
    private final Tokens tokens;
    private final RequestLimits limits;
    private final ProblemWriter problems;

    Authentication(ApiKeys keys, LastUses lastUses, Tokens tokens, RequestLimits limits, ProblemWriter problems) {
        this.keys = keys;
        this.lastUses = lastUses;
        this.tokens = tokens;
        this.limits = limits;
        this.problems = problems;
    }

    static Optional<Caller> caller(HttpServletRequest request) {
        return RequestNotes.asker(request).map(Asker::caller);
    }

    static Optional<String> grantKey(HttpServletRequest request) {
        return Optional.ofNullable((String) request.getAttribute(GRANT_KEY));
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        try {
            identify(request, response, request.getHeader("Authorization"));
            guardManagement(request);
        } catch (Refused e) {
            problems.write(e, request, response);
            return;
        }
        chain.doFilter(request, response);
    }

    private void identify(HttpServletRequest request, HttpServletResponse response, @Nullable String header) {
        if (header == null) {
            return;
        }
        Refused.unless(header.regionMatches(true, 0, BEARER, 0, BEARER.length()), GatewayRefusal.KEY_UNKNOWN);
        String token = header.substring(BEARER.length()).strip();
        if (token.startsWith("sgk_")) {
            request.setAttribute(GRANT_KEY, token);
        } else {
            Asker asker = asker(token);
            RequestNotes.asker(request, asker);
            limits.count(asker, response);
        }
    }

    private Asker asker(String token) {
        if (tokens.mayBe(token)) {
            return tokens.authenticate(token);
        }
        Asker asker = keys.authenticate(token);
        lastUses.note(asker.id());
        return asker;
    }

    private static void guardManagement(HttpServletRequest request) {
        // The servlet path is decoded and normalised, as the dispatcher sees it.
        String path = request.getServletPath();
        boolean health = path.equals(HEALTH) || path.startsWith(HEALTH + "/");
        if (path.startsWith(MANAGEMENT) && !health && caller(request).isEmpty()) {
            Refused.unless(isThisMachine(request.getRemoteAddr()), GatewayRefusal.KEY_MISSING);
        }
    }

    private static boolean isThisMachine(String address) {
        try {
            return InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
