package org.stemma.gateway.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Refuses query parameters that a handler does not read, and such as stand there twice: a filter that is not applied would
 * be answered with everything.
 */
final class KnownParameters implements HandlerInterceptor {
    /** The pages of the documentation and the operations endpoints have parameters of their own. */
    private static final String OURS = "org.stemma.";

    private final Map<HandlerMethod, Set<String>> singles = new ConcurrentHashMap<>();
    private final Map<HandlerMethod, Set<String>> lists = new ConcurrentHashMap<>();

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        String query = request.getQueryString();
        if (query == null
                || !(handler instanceof HandlerMethod method)
                || !method.getBeanType().getName().startsWith(OURS)) {
            return true;
        }
        Set<String> single = singles.computeIfAbsent(method, KnownParameters::singles);
        Set<String> list = lists.computeIfAbsent(method, KnownParameters::lists);
        names(query).forEach((name, count) -> {
            if (!single.contains(name) && !list.contains(name)) {
                throw Malformed.at(name, "unknown query parameter; " + known(single, list));
            } else if (count > 1 && single.contains(name)) {
                throw Malformed.at(name, "the query parameter stands there twice");
            }
        });
        return true;
    }

    private static String known(Set<String> single, Set<String> list) {
        Set<String> all = new TreeSet<>(single);
        all.addAll(list);
        return all.isEmpty() ? "none is taken here" : "one of " + all + " is expected";
    }

    /** Read here rather than asked of the server, which would read the body of a form. */
    private static Map<String, Integer> names(String query) {
        Map<String, Integer> names = new TreeMap<>();
        for (String pair : query.split("&", -1)) {
            if (!pair.isEmpty()) {
                int end = pair.indexOf('=');
                names.merge(decoded(end < 0 ? pair : pair.substring(0, end)), 1, Integer::sum);
            }
        }
        return names;
    }

    private static String decoded(String name) {
        try {
            return URLDecoder.decode(name, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw Malformed.at("", name, "a query that can be decoded is expected");
        }
    }

    private static Set<String> singles(HandlerMethod method) {
        Set<String> names = new TreeSet<>();
        for (MethodParameter parameter : method.getMethodParameters()) {
            if (parameter.getParameterType() == Paging.class) {
                names.addAll(Set.of("limit", "cursor"));
            } else if (isQuery(parameter) && !isList(parameter)) {
                names.add(parameter.getParameter().getName());
            }
        }
        return names;
    }

    private static Set<String> lists(HandlerMethod method) {
        Set<String> names = new TreeSet<>();
        for (MethodParameter parameter : method.getMethodParameters()) {
            if (isQuery(parameter) && isList(parameter)) {
                names.add(parameter.getParameter().getName());
            }
        }
        return names;
    }

    private static boolean isQuery(MethodParameter parameter) {
        return parameter.hasParameterAnnotation(RequestParam.class);
    }

    private static boolean isList(MethodParameter parameter) {
        return Collection.class.isAssignableFrom(parameter.getParameterType());
    }
}
