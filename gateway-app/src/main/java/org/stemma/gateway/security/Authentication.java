package org.stemma.gateway.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.filter.OncePerRequestFilter;
import org.stemma.api.Refused;
import org.stemma.gateway.GatewayRefusal;
import org.stemma.gateway.ledger.Caller;

/**
 * Tells who asks. A wrong key is refused even where none is needed. The management endpoints, which no handler of ours
 * answers, are guarded here: health is everyone's, all else the members', or this machine's while nobody else is heard.
 */
final class Authentication extends OncePerRequestFilter {
    private static final String BEARER = "Bearer ";
    private static final String MANAGEMENT = "/actuator";
    private static final String HEALTH = "/actuator/health";
    private static final List<String> RELAYED = List.of("X-Forwarded-For", "Forwarded", "Via", "X-Real-IP");
    private static final String GRANT_KEY = Authentication.class.getName() + ".grantKey";

    private final ApiKeys keys;
    private final LastUses lastUses;
    private final Tokens tokens;
    private final RequestLimits limits;
    private final AnonymousLimits anonymous;
    private final ListeningPlace place;
    private final ProblemWriter problems;

    Authentication(
            ApiKeys keys,
            LastUses lastUses,
            Tokens tokens,
            RequestLimits limits,
            AnonymousLimits anonymous,
            ListeningPlace place,
            ProblemWriter problems) {
        this.keys = keys;
        this.lastUses = lastUses;
        this.tokens = tokens;
        this.limits = limits;
        this.anonymous = anonymous;
        this.place = place;
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
            identifyOrCount(request, response);
            guardManagement(request);
        } catch (Refused e) {
            problems.write(e, request, response);
            return;
        }
        chain.doFilter(isManagement(request) && caller(request).isPresent() ? new Known(request) : request, response);
    }

    /** Requests with a grant's key are counted where it is looked at. */
    private void identifyOrCount(HttpServletRequest request, HttpServletResponse response) {
        try {
            identify(request, response, request.getHeader("Authorization"));
        } catch (Refused e) {
            if (caller(request).isEmpty()) {
                anonymous.count(request, response);
            }
            throw e;
        }
        if (caller(request).isEmpty() && grantKey(request).isEmpty()) {
            anonymous.count(request, response);
        }
    }

    /** A request as the management endpoints know who asks: by the roles of its identity. */
    private static final class Known extends HttpServletRequestWrapper {
        private final Caller caller;

        Known(HttpServletRequest request) {
            super(request);
            this.caller = caller(request).orElseThrow();
        }

        @Override
        public Principal getUserPrincipal() {
            return caller::name;
        }

        @Override
        public boolean isUserInRole(String role) {
            return caller.roles().stream().anyMatch(has -> has.name().equalsIgnoreCase(role));
        }
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

    /** The servlet path is decoded and normalised, as the dispatcher sees it. */
    private static boolean isManagement(HttpServletRequest request) {
        return request.getServletPath().startsWith(MANAGEMENT);
    }

    private void guardManagement(HttpServletRequest request) {
        String path = request.getServletPath();
        boolean health = path.equals(HEALTH) || path.startsWith(HEALTH + "/");
        if (isManagement(request) && !health && caller(request).isEmpty()) {
            Refused.unless(isThisMachine(request), GatewayRefusal.KEY_MISSING);
        }
    }

    /** Only where all come from this machine, and none of them for somebody else. */
    private boolean isThisMachine(HttpServletRequest request) {
        return place.local()
                && RELAYED.stream().allMatch(name -> request.getHeader(name) == null)
                && ListeningPlace.isLoopback(request.getRemoteAddr());
    }
}
