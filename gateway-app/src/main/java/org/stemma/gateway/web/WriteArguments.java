package org.stemma.gateway.web;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.HandlerMapping;
import org.stemma.api.Refused;
import org.stemma.gateway.GatewayRefusal;
import org.stemma.gateway.security.CallerArguments;

/** Gives handlers the request to write, and the page that is asked for. */
final class WriteArguments implements HandlerMethodArgumentResolver {
    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == Write.class || parameter.getParameterType() == Paging.class;
    }

    @Override
    public Object resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest request,
            @Nullable WebDataBinderFactory binderFactory)
            throws IOException {
        if (parameter.getParameterType() == Paging.class) {
            return Paging.of(Objects.requireNonNull(request.getNativeRequest(HttpServletRequest.class)));
        }
        HttpServletRequest servlet = Objects.requireNonNull(request.getNativeRequest(HttpServletRequest.class));
        String key = servlet.getHeader(IdempotencyKey.HEADER);
        if (key == null) {
            throw Refused.because(GatewayRefusal.IDEMPOTENCY_KEY_MISSING);
        }
        Writes writes = parameter.getMethodAnnotation(Writes.class);
        Map<String, Object> members = Bodies.members(servlet);
        Admission.enter(servlet);
        return Write.of(
                CallerArguments.caller(request),
                IdempotencyKey.of(key),
                members,
                pathVariables(request),
                writes == null ? Set.of() : Set.of(writes.added()),
                writes == null ? "" : writes.location(),
                Preference.of(servlet));
    }

    private static Map<String, String> pathVariables(NativeWebRequest request) {
        Map<String, String> variables = new TreeMap<>();
        Object found =
                request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE, RequestAttributes.SCOPE_REQUEST);
        if (found instanceof Map<?, ?> map) {
            map.forEach((name, value) -> variables.put(String.valueOf(name), String.valueOf(value)));
        }
        return variables;
    }
}
