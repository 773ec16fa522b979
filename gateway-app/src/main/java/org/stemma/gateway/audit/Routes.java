package org.stemma.gateway.audit;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;
import org.springframework.http.server.PathContainer;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.util.pattern.PathPattern;

/** The templates of paths. A request that was refused before it reached a handler has one, too. */
final class Routes {
    /** Stands for paths that are none of ours: what was asked there is not repeated. */
    static final String UNKNOWN = "(none)";

    private final List<PathPattern> patterns;

    Routes(RequestMappingHandlerMapping mappings) {
        patterns = mappings.getHandlerMethods().keySet().stream()
                .map(info -> Optional.ofNullable(info.getPathPatternsCondition()))
                .flatMap(Optional::stream)
                .flatMap(condition -> condition.getPatterns().stream())
                .sorted()
                .toList();
    }

    String of(HttpServletRequest request) {
        Object matched = request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
        if (matched != null && !"/**".equals(matched.toString())) {
            return matched.toString();
        }
        PathContainer path = PathContainer.parsePath(request.getRequestURI());
        return patterns.stream()
                .filter(pattern -> pattern.matches(path))
                .map(PathPattern::getPatternString)
                .findFirst()
                .orElse(UNKNOWN);
    }
}
