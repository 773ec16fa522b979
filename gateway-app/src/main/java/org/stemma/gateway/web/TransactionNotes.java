package org.stemma.gateway.web;

import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyAdvice;
import org.stemma.gateway.security.RequestNotes;

/** Notes on the request of a write which transaction its answer names. */
@RestControllerAdvice
final class TransactionNotes implements ResponseBodyAdvice<Object> {
    private static final String TRANSACTION = "transaction";

    @Override
    public boolean supports(MethodParameter returned, Class<? extends HttpMessageConverter<?>> converter) {
        return returned.hasMethodAnnotation(Writes.class);
    }

    @Override
    public @Nullable Object beforeBodyWrite(
            @Nullable Object body,
            MethodParameter returned,
            MediaType type,
            Class<? extends HttpMessageConverter<?>> converter,
            ServerHttpRequest request,
            ServerHttpResponse response) {
        if (body instanceof Record answer && request instanceof ServletServerHttpRequest servlet) {
            HttpServletRequest asked = servlet.getServletRequest();
            transaction(answer).ifPresent(id -> RequestNotes.transaction(asked, id));
        }
        return body;
    }

    private static Optional<String> transaction(Record answer) {
        return Arrays.stream(answer.getClass().getRecordComponents())
                .filter(component -> component.getName().equals(TRANSACTION) && component.getType() == String.class)
                .findFirst()
                .map(component -> value(answer, component));
    }

    private static String value(Record answer, RecordComponent component) {
        try {
            component.getAccessor().setAccessible(true);
            return String.valueOf(component.getAccessor().invoke(answer));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a record's component can be read", e);
        }
    }
}
