package org.stemma.gateway.openapi;

import io.swagger.v3.core.converter.ModelConverterContextImpl;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.parameters.RequestBody;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springdoc.core.customizers.GlobalOperationCustomizer;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.method.HandlerMethod;
import org.stemma.gateway.security.Allowed;
import org.stemma.gateway.web.Paging;
import org.stemma.gateway.web.Problem;
import org.stemma.gateway.web.Writes;

/** Adds to each operation what our annotations say: who may call it, its body, its pages, its problems. */
final class Operations implements GlobalOperationCustomizer {
    static final String API_KEY = "apiKey";
    static final String GRANT_KEY = "grantKey";

    private final Schemas schemas;
    private final ModelConverterContextImpl context;

    Operations(Schemas schemas) {
        this.schemas = schemas;
        this.context = new ModelConverterContextImpl(schemas);
        schemas.schema(Problem.class, context);
    }

    /** Schemas that bodies and problems name, though no handler returns them. */
    void addSchemas(Components components) {
        context.getDefinedModels().forEach(components::addSchemas);
    }

    @Override
    public Operation customize(Operation operation, HandlerMethod method) {
        Allowed allowed = method.getMethodAnnotation(Allowed.class);
        if (allowed != null) {
            secure(operation, allowed);
        }
        Writes writes = method.getMethodAnnotation(Writes.class);
        if (writes != null) {
            write(operation, method, writes);
        }
        if (Arrays.stream(method.getMethodParameters())
                .anyMatch(parameter -> parameter.getParameterType() == Paging.class)) {
            page(operation);
        }
        problems(operation);
        return operation;
    }

    private static void secure(Operation operation, Allowed allowed) {
        switch (allowed.value()) {
            case ANYONE -> operation.setSecurity(List.of());
            case MEMBER -> operation.setSecurity(List.of(new SecurityRequirement().addList(API_KEY)));
            case GRANT_KEY -> operation.setSecurity(List.of(new SecurityRequirement().addList(GRANT_KEY)));
            case ROLES -> {
                operation.setSecurity(List.of(new SecurityRequirement().addList(API_KEY)));
                operation.setDescription("Roles: "
                        + Stream.of(allowed.roles())
                                .map(role -> role.name().toLowerCase(Locale.ROOT))
                                .collect(Collectors.joining(", ")));
            }
        }
    }

    private void write(Operation operation, HandlerMethod method, Writes writes) {
        operation.addParametersItem(new Parameter()
                .in("header")
                .name("Idempotency-Key")
                .required(true)
                .description("the request id; the same again gives the same answer")
                .schema(new StringSchema().pattern("[A-Za-z0-9][A-Za-z0-9._:-]{0,127}")));
        if (!writes.function().isEmpty()) {
            operation.setSummary(writes.function());
        }
        pathParameters(operation, method);
        if (method.getMethodAnnotation(DeleteMapping.class) == null) {
            operation.setRequestBody(new RequestBody()
                    .required(true)
                    .content(new Content()
                            .addMediaType("application/json", new MediaType().schema(body(operation, writes)))));
        }
        if (!writes.commits()) {
            return;
        }
        ApiResponses responses = operation.getResponses();
        ApiResponse ok = responses.remove("200");
        if (ok != null) {
            responses.addApiResponse("201", ok.description("committed"));
        }
        responses.addApiResponse("202", new ApiResponse().description("submitted, and not in a block yet"));
    }

    /** Path variables that only the command takes are not arguments of the handler. */
    private static void pathParameters(Operation operation, HandlerMethod method) {
        Set<String> named = new HashSet<>();
        Arrays.stream(method.getMethodParameters())
                .filter(parameter -> parameter.hasParameterAnnotation(PathVariable.class))
                .forEach(parameter -> named.add(parameter.getParameter().getName()));
        for (String variable : Paths.variables(method)) {
            if (named.add(variable)) {
                operation.addParametersItem(
                        new Parameter().in("path").name(variable).required(true).schema(new StringSchema()));
            }
        }
    }

    /** The command's members, without those that the path or the gateway gives. */
    private Schema<?> body(Operation operation, Writes writes) {
        Schema<?> body = schemas.record(writes.command(), context);
        Set<String> given = new HashSet<>(Set.of("request", "folds", "v"));
        given.addAll(List.of(writes.added()));
        operation.getParameters().stream()
                .filter(parameter -> "path".equals(parameter.getIn()))
                .forEach(parameter -> given.add(parameter.getName()));
        body.getProperties().keySet().removeAll(given);
        if (body.getRequired() != null) {
            body.setRequired(body.getRequired().stream()
                    .filter(name -> !given.contains(name))
                    .filter(name -> !List.of(writes.optional()).contains(name))
                    .toList());
        }
        return body;
    }

    private static void page(Operation operation) {
        operation.addParametersItem(new Parameter()
                .in("query")
                .name("limit")
                .schema(new IntegerSchema()
                        .minimum(java.math.BigDecimal.ONE)
                        .maximum(java.math.BigDecimal.valueOf(Paging.MAX_LIMIT))));
        operation.addParametersItem(new Parameter()
                .in("query")
                .name("cursor")
                .description("the last page's next")
                .schema(new StringSchema()));
    }

    private static void problems(Operation operation) {
        operation
                .getResponses()
                .addApiResponse(
                        "default",
                        new ApiResponse()
                                .description("a problem of RFC 9457 with its code and facts")
                                .content(new Content()
                                        .addMediaType(
                                                Problem.MEDIA_TYPE,
                                                new MediaType()
                                                        .schema(new Schema<>()
                                                                .$ref(Components.COMPONENTS_SCHEMAS_REF
                                                                        + "Problem")))));
    }
}
