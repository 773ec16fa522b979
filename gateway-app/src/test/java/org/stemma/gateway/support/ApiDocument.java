package org.stemma.gateway.support;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** An OpenAPI document, as a client reads it. */
public final class ApiDocument {
    private static final ObjectMapper JSON = JsonMapper.builder().build();
    private static final String PROBLEM = "application/problem+json";

    private final JsonNode root;

    /** By their text: each has all components in it, which takes long to read. */
    private final Map<String, Schema> compiled = new ConcurrentHashMap<>();

    private ApiDocument(JsonNode root) {
        this.root = root;
    }

    public static ApiDocument of(String json) {
        return new ApiDocument(JSON.readTree(json));
    }

    /** One operation, {@code METHOD /path}. */
    public record Operation(String method, String path, JsonNode node) {
        public String name() {
            return method + " " + path;
        }

        public String id() {
            return node.path("operationId").asString("");
        }

        public boolean takesGrantKey() {
            return node.path("security").toString().contains("grantKey");
        }

        public boolean isPublic() {
            return node.path("security").isEmpty();
        }

        public String role() {
            return node.path("description").asString("");
        }

        /** The media type of the request's body, if it has one. */
        public String media() {
            return node.path("requestBody")
                    .path("content")
                    .propertyStream()
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .orElse("");
        }

        public String body() {
            JsonNode example =
                    node.path("requestBody").path("content").path(media()).path("example");
            return example.isMissingNode() ? "" : example.toString();
        }

        /** The path with its examples, and the query's that are required. */
        public String examplePath() {
            return examplePath((name, example) -> example);
        }

        /** The same, with what is made of each parameter's name and example. */
        public String examplePath(BinaryOperator<String> made) {
            String filled = path;
            String query = "";
            for (JsonNode parameter : node.path("parameters")) {
                String name = parameter.path("name").asString();
                String example = made.apply(name, parameter.path("example").asString(""));
                if (parameter.path("in").asString().equals("path")) {
                    filled = filled.replace("{" + name + "}", example);
                } else if (parameter.path("in").asString().equals("query") && !example.isEmpty()) {
                    query += (query.isEmpty() ? "?" : "&") + name + "=" + example;
                }
            }
            return filled + query;
        }

        public boolean hasHeader(String name) {
            return parameters("header").anyMatch(name::equals);
        }

        private Stream<String> parameters(String in) {
            return node.path("parameters")
                    .valueStream()
                    .filter(parameter -> parameter.path("in").asString().equals(in))
                    .map(parameter -> parameter.path("name").asString());
        }

        /** What a client would miss. */
        public List<String> gaps() {
            List<String> gaps = new ArrayList<>();
            for (String member : List.of("operationId", "summary")) {
                if (node.path(member).asString("").isBlank()) {
                    gaps.add("no " + member);
                }
            }
            if (node.path("tags").isEmpty() || !node.has("security")) {
                gaps.add("no tags or security");
            }
            for (JsonNode parameter : node.path("parameters")) {
                boolean needed = parameter.path("required").asBoolean(false)
                        && !parameter.path("in").asString().equals("header");
                if (needed && !parameter.has("example")) {
                    gaps.add("no example of the parameter "
                            + parameter.path("name").asString());
                }
            }
            if (media().equals("application/json") && body().isEmpty()) {
                gaps.add("no example of the request");
            }
            answers(gaps);
            return gaps;
        }

        private void answers(List<String> gaps) {
            boolean success = false;
            for (String status : node.path("responses").propertyNames()) {
                JsonNode response = node.path("responses").path(status);
                if (status.startsWith("2")) {
                    success = true;
                    response.path("content")
                            .propertyStream()
                            .filter(type -> type.getKey().equals("application/json"))
                            .filter(type -> !type.getValue().has("schema")
                                    || !type.getValue().has("example"))
                            .forEach(type -> gaps.add("no schema or example of the answer " + status));
                } else if (!response.path("$ref").asString("").endsWith("/Problem" + status)) {
                    gaps.add("the answer " + status + " is no problem");
                }
            }
            if (!success) {
                gaps.add("no answer of success");
            }
        }
    }

    public List<Operation> operations() {
        List<Operation> operations = new ArrayList<>();
        root.path("paths").propertyStream().forEach(path -> path.getValue()
                .propertyStream()
                .forEach(method -> operations.add(
                        new Operation(method.getKey().toUpperCase(Locale.ROOT), path.getKey(), method.getValue()))));
        return operations;
    }

    public Set<String> problemCodes() {
        Set<String> codes = new TreeSet<>();
        root.path("components")
                .path("examples")
                .forEach(example -> codes.add(example.path("value").path("code").asString()));
        return codes;
    }

    /** Examples that their schemas do not allow. */
    public List<String> wrongExamples() {
        List<String> wrong = new ArrayList<>();
        for (Operation operation : operations()) {
            operation
                    .node()
                    .path("requestBody")
                    .path("content")
                    .propertyStream()
                    .forEach(type -> check(operation.name() + " request", type.getValue(), wrong));
            operation
                    .node()
                    .path("responses")
                    .propertyStream()
                    .filter(response -> response.getKey().startsWith("2"))
                    .forEach(response -> response.getValue()
                            .path("content")
                            .propertyStream()
                            .forEach(type ->
                                    check(operation.name() + " answer " + response.getKey(), type.getValue(), wrong)));
        }
        root.path("components").path("examples").propertyStream().forEach(example -> {
            ObjectNode media = JSON.createObjectNode();
            media.set("schema", JSON.createObjectNode().put("$ref", "#/components/schemas/Problem"));
            media.set("example", example.getValue().path("value"));
            check("example " + example.getKey(), media, wrong);
        });
        return wrong;
    }

    private void check(String where, JsonNode media, List<String> wrong) {
        if (media.has("example") && media.has("schema")) {
            against(media.path("schema"), media.path("example").toString())
                    .forEach(error -> wrong.add(where + ": " + error));
        }
    }

    /** What a response's body has that its operation does not describe. */
    public List<String> differences(Operation operation, int status, String type, String body) {
        JsonNode response = resolved(operation, status);
        String plain = type.replaceAll(";.*", "");
        JsonNode media = response.path("content").path(plain);
        if (media.isMissingNode()) {
            return List.of(operation.name() + " does not describe " + status + " as " + plain);
        }
        if (!plain.endsWith("json") || plain.contains("ndjson")) {
            return List.of();
        }
        return against(media.path("schema"), body).stream()
                .map(error -> operation.name() + " " + status + ": " + error)
                .toList();
    }

    /** Whether a problem of this code is among the examples of what the operation answers with this status. */
    public boolean tells(Operation operation, int status, String code) {
        return resolved(operation, status)
                .path("content")
                .path(PROBLEM)
                .path("examples")
                .propertyStream()
                .map(example ->
                        root.at(example.getValue().path("$ref").asString("").substring(1)))
                .anyMatch(example ->
                        example.path("value").path("code").asString("").equals(code));
    }

    private JsonNode resolved(Operation operation, int status) {
        JsonNode response = operation.node().path("responses").path(Integer.toString(status));
        return response.has("$ref") ? root.at(response.path("$ref").asString().substring(1)) : response;
    }

    private List<String> against(JsonNode schema, String json) {
        return compiled
                .computeIfAbsent(schema.toString(), key -> compiled(schema))
                .validate(json, InputFormat.JSON)
                .stream()
                .map(String::valueOf)
                .toList();
    }

    private Schema compiled(JsonNode schema) {
        ObjectNode whole = (ObjectNode) schema.deepCopy();
        whole.set("components", root.path("components"));
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(whole.toString());
    }

    /** Whether this is the type of problems. */
    public static boolean isProblem(String type) {
        return type.startsWith(PROBLEM);
    }
}
