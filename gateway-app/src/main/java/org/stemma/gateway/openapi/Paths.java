package org.stemma.gateway.openapi;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.method.HandlerMethod;

/** Variables of a handler's paths. */
final class Paths {
    private static final Pattern VARIABLE = Pattern.compile("\\{([A-Za-z0-9]+)}");

    private Paths() {}

    static List<String> variables(HandlerMethod method) {
        RequestMapping mapping = AnnotatedElementUtils.findMergedAnnotation(method.getMethod(), RequestMapping.class);
        List<String> variables = new ArrayList<>();
        for (String path : mapping == null ? new String[0] : mapping.path()) {
            Matcher matcher = VARIABLE.matcher(path);
            while (matcher.find()) {
                variables.add(matcher.group(1));
            }
        }
        return variables;
    }
}
