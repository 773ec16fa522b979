package org.stemma.gateway.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;
import java.util.Set;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.stemma.api.Refused;
import org.stemma.api.member.Role;
import org.stemma.gateway.GatewayRefusal;
import org.stemma.gateway.ledger.Caller;

/** Holds callers to what handlers allow, before anything of the request is read. */
final class Authorization implements HandlerInterceptor {
    private static final String OURS = "org.stemma.gateway";

    private final ObjectProvider<GrantKeyAuthenticator> grantKeys;

    Authorization(ObjectProvider<GrantKeyAuthenticator> grantKeys) {
        this.grantKeys = grantKeys;
    }

    static Optional<GrantUser> grantUser(HttpServletRequest request) {
        return RequestNotes.grant(request);
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (handler instanceof HandlerMethod method
                && method.getBeanType().getName().startsWith(OURS)) {
            Allowed allowed = method.getMethodAnnotation(Allowed.class);
            Refused.unless(allowed != null, GatewayRefusal.CLOSED);
            if (allowed != null) {
                check(allowed, request);
            }
        }
        return true;
    }

    private void check(Allowed allowed, HttpServletRequest request) {
        if (allowed.value() == Allowed.Who.ANYONE) {
            return;
        }
        if (allowed.value() == Allowed.Who.GRANT_KEY) {
            String key = Authentication.grantKey(request)
                    .orElseThrow(() -> Refused.because(
                            Authentication.caller(request).isPresent()
                                    ? GatewayRefusal.GRANT_KEY_NEEDED
                                    : GatewayRefusal.KEY_MISSING));
            RequestNotes.grant(request, grantKeys.getObject().authenticate(key));
            return;
        }
        Caller caller = Authentication.caller(request)
                .orElseThrow(() -> Refused.because(
                        Authentication.grantKey(request).isPresent()
                                ? GatewayRefusal.API_KEY_NEEDED
                                : GatewayRefusal.KEY_MISSING));
        Set<Role> roles = Allowed.Who.roles(allowed);
        if (!roles.isEmpty()) {
            Refused.unless(
                    roles.stream().anyMatch(caller::has),
                    GatewayRefusal.ROLE_MISSING,
                    "needed",
                    roles.stream()
                            .map(role -> role.name().toLowerCase(java.util.Locale.ROOT))
                            .collect(java.util.stream.Collectors.joining(" or ")),
                    "identity",
                    caller.name());
        }
    }
}
