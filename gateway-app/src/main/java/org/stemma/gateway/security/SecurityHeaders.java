package org.stemma.gateway.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.web.filter.OncePerRequestFilter;

/** Headers on every answer that tell browsers and caches what not to do with it (OWASP's REST security cheat sheet). */
public final class SecurityHeaders extends OncePerRequestFilter {
    static final String POLICY = "Content-Security-Policy";

    private static final String NOTHING = "default-src 'none'; frame-ancestors 'none'";

    /** Swagger UI's own scripts, and the styles that it sets on elements. */
    private static final String PAGES = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline';"
            + " img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none';"
            + " frame-ancestors 'none'";

    private static final List<String> DOCUMENTS = List.of("/docs", "/swagger-ui", "/webjars");

    SecurityHeaders() {}

    /** Puts what is right for answers that are no pages. */
    public static void put(HttpServletResponse response, boolean secure) {
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("X-Frame-Options", "DENY");
        response.setHeader("Referrer-Policy", "no-referrer");
        response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
        response.setHeader(POLICY, NOTHING);
        if (secure) {
            response.setHeader("Strict-Transport-Security", "max-age=31536000");
        }
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        boolean pages = DOCUMENTS.stream().anyMatch(request.getServletPath()::startsWith);
        put(response, request.isSecure());
        if (pages) {
            response.setHeader(POLICY, PAGES);
        }
        if (!pages) {
            // What was answered under a key is nobody else's; what anyone may see is asked for anew.
            boolean underKey = request.getHeader(HttpHeaders.AUTHORIZATION) != null;
            response.setHeader(HttpHeaders.CACHE_CONTROL, underKey ? "no-store" : "no-cache");
            response.setHeader(HttpHeaders.VARY, HttpHeaders.AUTHORIZATION);
        }
        chain.doFilter(request, response);
    }
}
