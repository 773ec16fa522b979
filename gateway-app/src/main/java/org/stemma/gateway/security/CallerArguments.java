package org.stemma.gateway.security;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.stemma.api.Refused;
import org.stemma.gateway.GatewayRefusal;
import org.stemma.gateway.ledger.Caller;

/** Gives handlers who asks, as an argument of type {@link Caller} or {@link GrantUser}. */
public final class CallerArguments implements HandlerMethodArgumentResolver {
    /** The caller of a request that needed one. */
    public static Caller caller(NativeWebRequest request) {
        return Authentication.caller(servlet(request)).orElseThrow(() -> Refused.because(GatewayRefusal.KEY_MISSING));
    }

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == Caller.class || parameter.getParameterType() == GrantUser.class;
    }

    @Override
    public Object resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest request,
            @Nullable WebDataBinderFactory binderFactory) {
        if (parameter.getParameterType() == Caller.class) {
            return caller(request);
        }
        return Authorization.grantUser(servlet(request)).orElseThrow(() -> Refused.because(GatewayRefusal.KEY_MISSING));
    }

    private static HttpServletRequest servlet(NativeWebRequest request) {
        return Objects.requireNonNull(request.getNativeRequest(HttpServletRequest.class));
    }
}
