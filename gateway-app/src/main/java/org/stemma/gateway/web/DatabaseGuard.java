package org.stemma.gateway.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.filter.OncePerRequestFilter;
import org.stemma.api.Refused;
import org.stemma.gateway.GatewayRefusal;
import org.stemma.gateway.database.DatabaseFailure;

/** Answers for whatever fails outside of the handlers since the database is away. */
final class DatabaseGuard extends OncePerRequestFilter {
    private static final Logger LOG = LoggerFactory.getLogger(DatabaseGuard.class);

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        try {
            chain.doFilter(request, response);
        } catch (RuntimeException | ServletException e) {
            if (response.isCommitted() || !DatabaseFailure.isUnavailable(e)) {
                throw e;
            }
            response.reset();
            Problems.write(Problems.problem(refusal(e, request), request.getRequestURI()), response);
        }
    }

    /** What is told; the failure's own words, which may name hosts, are for the log. */
    static Refused refusal(Exception failure, HttpServletRequest request) {
        LOG.warn("{} {}: the database is away: {}", request.getMethod(), request.getRequestURI(), root(failure));
        return Refused.because(GatewayRefusal.DATABASE_UNAVAILABLE);
    }

    private static String root(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        return cause.getClass().getSimpleName() + ": " + cause.getMessage();
    }
}
