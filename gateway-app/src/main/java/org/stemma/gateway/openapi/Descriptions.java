package org.stemma.gateway.openapi;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.springdoc.core.customizers.GlobalOpenApiCustomizer;

/** Gives each operation its name, its summary and its examples. */
final class Descriptions implements GlobalOpenApiCustomizer {
    private static final String ACCEPTED = Integer.toString(Codes.ACCEPTED);

    private final SortedMap<String, Described> described = Described.all();
    private final Operations operations;

    Descriptions(Operations operations) {
        this.operations = operations;
    }

    @Override
    public void customise(OpenAPI api) {
        operations.addSchemas(api.getComponents());
        Codes.addTo(api.getComponents());
        api.getPaths().forEach((path, item) -> item.readOperationsMap().forEach((method, operation) -> {
            Described one = described.get(name(method, path));
            if (one != null) {
                describe(operation, one);
            }
        }));
    }

    private static String name(PathItem.HttpMethod method, String path) {
        return method.name() + " " + path;
    }

    private static void describe(Operation operation, Described one) {
        operation.setOperationId(one.id());
        operation.setSummary(one.summary());
        operation.getParameters().stream()
                .filter(parameter -> one.parameters().containsKey(parameter.getName()))
                .forEach(parameter -> parameter.setExample(one.parameters().get(parameter.getName())));
        if (operation.getRequestBody() != null) {
            one.request()
                    .ifPresent(example -> example(operation.getRequestBody().getContent(), example));
        }
        one.status().ifPresent(status -> moveSuccess(operation.getResponses(), status));
        operation.getResponses().forEach((status, response) -> {
            if (status.startsWith("2") && response.getContent() != null) {
                one.answer()
                        .map(answer -> status.equals(ACCEPTED) && one.status().isEmpty() ? accepted(answer) : answer)
                        .ifPresent(example -> example(response.getContent(), example));
            }
        });
        one.problems()
                .forEach(status -> operation.getResponses().addApiResponse(status.toString(), Codes.reference(status)));
    }

    private static void moveSuccess(ApiResponses responses, String status) {
        for (String usual : List.of("200", "201")) {
            ApiResponse success = responses.remove(usual);
            if (success != null) {
                responses.addApiResponse(status, success);
            }
        }
    }

    /** The part of a write's answer that is known before its block. */
    private static Object accepted(Object answer) {
        SortedMap<String, Object> known = new TreeMap<>();
        if (answer instanceof Map<?, ?> members) {
            members.forEach((name, value) -> known.put(String.valueOf(name), value));
        }
        known.keySet().retainAll(Set.of("id", "version", "transaction"));
        return known;
    }

    private static void example(Content content, Object example) {
        content.forEach((type, media) -> {
            if (type.equals(Operations.JSON)) {
                media.setExample(example);
            }
        });
    }
}
