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
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.customizers.GlobalOperationCustomizer;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.method.HandlerMethod;
import org.stemma.gateway.security.Allowed;
import org.stemma.gateway.web.Paging;
import org.stemma.gateway.web.Problem;
import org.stemma.gateway.web.Takes;
import org.stemma.gateway.web.Writes;

/** Adds to each operation what our annotations say: who may call it, its body, its headers, its pages, its problems. */
final class Operations implements GlobalOperationCustomizer {
    static final String API_KEY = "apiKey";
    static final String GRANT_KEY = "grantKey";
    static final String JSON = "application/json";

    /** What the ledger's refusals are, by the room of the function: who only adds names nothing that may be absent. */
    private static final Map<String, Set<Integer>> OF_ROOMS = ofRooms();

    private final Schemas schemas;
    private final ModelConverterContextImpl context;

    private static Map<String, Set<Integer>> ofRooms() {
        Map<String, Set<Integer>> rooms = new TreeMap<>();
        for (String room : List.of("kernel", "member")) {
            rooms.put(room, Set.of(409, 422));
        }
        rooms.put("governance", Set.of(404, 409, 422));
        for (String room : List.of("account", "asset", "share", "license", "usage", "royalty")) {
            rooms.put(room, Set.of(404, 409, 422, 423));
        }
        return rooms;
    }

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
        operation.setTags(List.of(room(method)));
        Allowed allowed = method.getMethodAnnotation(Allowed.class);
        if (allowed != null) {
            secure(operation, allowed);
        }
        Writes writes = method.getMethodAnnotation(Writes.class);
        if (writes != null) {
            write(operation, method, writes);
        }
        Takes takes = method.getMethodAnnotation(Takes.class);
        if (takes != null) {
            take(operation, takes);
        }
        if (Arrays.stream(method.getMethodParameters())
                .anyMatch(parameter -> parameter.getParameterType() == Paging.class)) {
            page(operation);
        }
        add(
                operation,
                new Parameter()
                        .in("header")
                        .name("Stemma-After-Block")
                        .description("answers once this gateway has the block of this number, within 10 s")
                        .schema(new IntegerSchema()
                                .format("int64")
                                .minimum(java.math.BigDecimal.ZERO)
                                .maximum(java.math.BigDecimal.valueOf(999_999_999_999_999L))));
        problems(operation, writes, takes);
        return operation;
    }

    private static String room(HandlerMethod method) {
        String name = method.getBeanType().getPackageName();
        return name.substring(name.lastIndexOf('.') + 1);
    }

    private static void secure(Operation operation, Allowed allowed) {
        switch (allowed.value()) {
            case ANYONE -> operation.setSecurity(List.of());
            case MEMBER -> operation.setSecurity(List.of(new SecurityRequirement().addList(API_KEY)));
            case GRANT_KEY -> operation.setSecurity(List.of(new SecurityRequirement().addList(GRANT_KEY)));
            case ROLES, WRITER -> {
                operation.setSecurity(List.of(new SecurityRequirement().addList(API_KEY)));
                operation.setDescription("Roles: "
                        + Allowed.Who.roles(allowed).stream()
                                .map(role -> role.name().toLowerCase(Locale.ROOT))
                                .collect(Collectors.joining(", ")));
            }
        }
    }

    private void write(Operation operation, HandlerMethod method, Writes writes) {
        add(
                operation,
                new Parameter()
                        .in("header")
                        .name("Idempotency-Key")
                        .required(true)
                        .description(
                                "the request id; the same again gives the same answer. Double quotes around it are taken off")
                        .schema(new StringSchema().pattern("^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$")));
        boolean onLedger = !writes.function().isEmpty();
        if (onLedger) {
            operation.setDescription(operation.getDescription() + ". Writes " + writes.function());
            add(
                    operation,
                    new Parameter()
                            .in("header")
                            .name("Prefer")
                            .description("RFC 7240: respond-async, or wait=SECONDS, not to wait for the commit")
                            .schema(new StringSchema()));
        }
        pathParameters(operation, method);
        if (method.getMethodAnnotation(DeleteMapping.class) == null) {
            body(operation, body(operation, writes), JSON);
        }
        if (!writes.commits()) {
            return;
        }
        ApiResponses responses = operation.getResponses();
        ApiResponse ok = responses.remove("200");
        if (ok != null) {
            ok.addHeaderObject("Location", Codes.header("where what was made can be read", true));
            responses.addApiResponse("201", ok.description("committed"));
        }
        // What was signed elsewhere is submitted without being a command of ours.
        if (onLedger
                || method.getReturnType()
                        .getGenericParameterType()
                        .getTypeName()
                        .contains("Written")) {
            responses.addApiResponse(Integer.toString(Codes.ACCEPTED), accepted());
        }
    }

    /** Not in a block yet: as it was asked for, or as the problem that the deadline is over. */
    private ApiResponse accepted() {
        Schema<?> written = schemas.schema(org.stemma.gateway.web.Written.class, context);
        return new ApiResponse()
                .description("submitted, and not in a block yet")
                .addHeaderObject("Location", Codes.header("the transaction", true))
                .addHeaderObject("Retry-After", Codes.header("seconds", false))
                .addHeaderObject("Preference-Applied", Codes.header("the preference that was followed", false))
                .content(Codes.content().addMediaType(JSON, new MediaType().schema(written)));
    }

    private void take(Operation operation, Takes takes) {
        if (takes.value() != void.class) {
            Schema<?> schema = schemas.record(takes.value(), context);
            require(schema, Set.of(takes.optional()));
            body(operation, schema, takes.media());
        } else if (!takes.media().isEmpty()) {
            body(operation, new StringSchema().format("binary"), takes.media());
        }
        if (operation.getRequestBody() != null) {
            also(operation.getRequestBody().getContent(), takes);
        }
        if (takes.answer() != void.class) {
            MediaType answer = new MediaType().schema(schemas.schema(takes.answer(), context));
            ApiResponse ok = new ApiResponse().description("OK").content(new Content().addMediaType(JSON, answer));
            also(ok.getContent(), takes);
            operation.getResponses().addApiResponse("200", ok);
        }
    }

    private static void also(Content content, Takes takes) {
        for (String media : takes.also()) {
            // Lines are sent and come as they are: clients stream them.
            content.addMediaType(media, new MediaType().schema(new StringSchema().format("binary")));
        }
    }

    private static void body(Operation operation, Schema<?> schema, String media) {
        operation.setRequestBody(new RequestBody()
                .required(true)
                .content(new Content().addMediaType(media, new MediaType().schema(schema))));
    }

    /** Path variables that only the command takes are not arguments of the handler. */
    private static void pathParameters(Operation operation, HandlerMethod method) {
        Set<String> named = new HashSet<>();
        Arrays.stream(method.getMethodParameters())
                .filter(parameter -> parameter.hasParameterAnnotation(PathVariable.class))
                .forEach(parameter -> named.add(parameter.getParameter().getName()));
        for (String variable : Paths.variables(method)) {
            if (named.add(variable)) {
                add(
                        operation,
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
        given.addAll(List.of(writes.optional()));
        require(body, given);
        return body;
    }

    private static void require(Schema<?> body, Set<String> not) {
        if (body.getRequired() != null) {
            body.setRequired(body.getRequired().stream()
                    .filter(name -> !not.contains(name))
                    .toList());
        }
    }

    /** Two handlers of one path and method, that differ in what they answer, are one operation. */
    private static void add(Operation operation, Parameter parameter) {
        boolean known = operation.getParameters() != null
                && operation.getParameters().stream()
                        .anyMatch(other -> other.getIn().equals(parameter.getIn())
                                && other.getName().equals(parameter.getName()));
        if (!known) {
            operation.addParametersItem(parameter);
        }
    }

    private static void page(Operation operation) {
        add(
                operation,
                new Parameter()
                        .in("query")
                        .name("limit")
                        .schema(new IntegerSchema()
                                .format("int32")
                                .minimum(java.math.BigDecimal.ONE)
                                .maximum(java.math.BigDecimal.valueOf(Paging.MAX_LIMIT))));
        add(
                operation,
                new Parameter()
                        .in("query")
                        .name("cursor")
                        .description("the next of the page before, of this path with these filters")
                        .schema(new StringSchema().pattern("^[A-Za-z0-9_-]{1,1000}$")));
    }

    /** What each of its kind can answer; what only one can stands in its description. */
    private static void problems(Operation operation, @Nullable Writes writes, @Nullable Takes takes) {
        Set<Integer> statuses = new HashSet<>(Set.of(400, 401, 403, 406, 429, 500, 503));
        if (operation.getParameters().stream().anyMatch(parameter -> "path".equals(parameter.getIn()))) {
            statuses.add(404);
        }
        if (writes != null) {
            statuses.addAll(Set.of(413, 415));
            statuses.addAll(OF_ROOMS.getOrDefault(writes.function().replaceAll(":.*", ""), Set.of()));
        }
        if (takes != null && !takes.media().isEmpty()) {
            statuses.addAll(takes.value() == void.class ? Set.of(415, 422) : Set.of(413, 415, 422));
        }
        statuses.forEach(status -> operation.getResponses().addApiResponse(status.toString(), Codes.reference(status)));
    }
}
