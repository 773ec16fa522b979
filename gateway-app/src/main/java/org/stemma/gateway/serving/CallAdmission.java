package org.stemma.gateway.serving;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.HandlerInterceptor;
import org.stemma.gateway.security.GrantUser;
import org.stemma.gateway.security.RequestLimits;
import org.stemma.gateway.security.RequestNotes;

/** Holds calls under grant keys to their rate and gives them their places, before anything of their bodies is read. */
final class CallAdmission implements HandlerInterceptor {
    private static final String ADMITTED = CallAdmission.class.getName();

    private final Places places;
    private final RequestLimits ofKeys;
    private final RequestLimits ofGrants;

    CallAdmission(Places places, RequestLimits ofKeys, RequestLimits ofGrants) {
        this.places = places;
        this.ofKeys = ofKeys;
        this.ofGrants = ofGrants;
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        RequestNotes.grant(request).ifPresent(user -> admit(user, request, response));
        return true;
    }

    private void admit(GrantUser user, HttpServletRequest request, HttpServletResponse response) {
        ofGrants.count(user.grant().value(), response);
        // The last to count: headers tell a client of its key.
        ofKeys.count(user.key().value(), response);
        places.enter(user.grant());
        request.setAttribute(ADMITTED, user);
    }

    @Override
    public void afterCompletion(
            HttpServletRequest request, HttpServletResponse response, Object handler, @Nullable Exception failure) {
        if (request.getAttribute(ADMITTED) instanceof GrantUser user) {
            request.removeAttribute(ADMITTED);
            places.leave(user.grant());
        }
    }
}
