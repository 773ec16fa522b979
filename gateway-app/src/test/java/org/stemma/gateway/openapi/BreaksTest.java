package org.stemma.gateway.openapi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.stemma.gateway.support.Breaks;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Changes that break clients are found and named; those that don't are none. */
class BreaksTest {
    private static final String PARTY = "/paths/~1v1~1parties/post/requestBody/content/application~1json/schema";
    private static final String SHARES =
            "/paths/~1v1~1assets~1{asset}~1shares/post/requestBody/content/application~1json/schema";
    private static final String WRITTEN = "/components/schemas/Written";

    private final String document = read();

    private static String read() {
        try {
            return Files.readString(Path.of("../docs/reference/openapi.json"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private List<String> between(Consumer<JsonNode> once, Consumer<JsonNode> now) {
        return Breaks.between(changed(once), changed(now));
    }

    private String changed(Consumer<JsonNode> change) {
        JsonNode root = JsonMapper.builder().build().readTree(document);
        change.accept(root);
        return root.toString();
    }

    private List<String> after(Consumer<JsonNode> change) {
        return between(root -> {}, change);
    }

    private void breaks(String named, Consumer<JsonNode> change) {
        named(named, after(change));
    }

    private static void named(String named, List<String> found) {
        assertTrue(found.stream().anyMatch(one -> one.contains(named)), () -> named + " in " + found);
    }

    private static ObjectNode object(JsonNode root, String pointer) {
        return (ObjectNode) root.at(pointer);
    }

    private static ArrayNode list(JsonNode root, String pointer) {
        return (ArrayNode) root.at(pointer);
    }

    private static void drop(ArrayNode words, String word) {
        for (int i = words.size() - 1; i >= 0; i--) {
            if (words.get(i).asString().equals(word)) {
                words.remove(i);
            }
        }
    }

    @Test
    void what_only_grows_breaks_nothing() {
        assertEquals(List.of(), after(root -> {}));
        assertEquals(List.of(), after(root -> {
            ObjectNode paths = object(root, "/paths");
            paths.set("/v1/more", paths.path("/v1/clock").deepCopy());
            object(root, PARTY + "/properties").putObject("nickname").put("type", "string");
            object(root, WRITTEN + "/properties").putObject("fee").put("type", "string");
            list(root, PARTY + "/properties/kind/enum").add("other");
        }));
        assertEquals(List.of(), between(root -> bounds(root, 2, 10), root -> bounds(root, 1, 11)));
    }

    private static void bounds(JsonNode root, long least, long most) {
        object(root, SHARES + "/properties/units").put("minimum", least).put("maximum", most);
    }

    @Test
    void narrower_bounds_of_a_request_are_found() {
        named("units has another maximum", between(root -> bounds(root, 1, 10), root -> bounds(root, 1, 9)));
        named("units has another minimum", between(root -> bounds(root, 1, 10), root -> bounds(root, 2, 10)));
        breaks("units has another minimum", root -> bounds(root, 1, 10));
    }

    @Test
    void wider_bounds_of_an_answer_are_found() {
        breaks(".v has another minimum", root -> object(root, "/components/schemas/Party/properties/v")
                .remove("minimum"));
    }

    @Test
    void a_removed_operation_is_found() {
        breaks("post /v1/deposits is gone", root -> object(root, "/paths/~1v1~1deposits")
                .remove("post"));
        breaks("get /v1/grants/{id} is gone", root -> object(root, "/paths").remove("/v1/grants/{id}"));
    }

    @Test
    void a_renamed_operation_is_found() {
        breaks("operationId", root -> object(root, "/paths/~1v1~1clock/get").put("operationId", "clock_1"));
    }

    @Test
    void what_is_newly_required_is_found() {
        breaks("nickname is required", root -> {
            object(root, PARTY + "/properties").putObject("nickname").put("type", "string");
            list(root, PARTY + "/required").add("nickname");
        });
        breaks("query since", root -> {
            ObjectNode parameter =
                    list(root, "/paths/~1v1~1assets/get/parameters").addObject();
            parameter.put("in", "query").put("name", "since").put("required", true);
        });
    }

    @Test
    void a_removed_member_or_word_of_a_request_is_found() {
        breaks(".kind is gone", root -> {
            object(root, PARTY + "/properties").remove("kind");
            drop(list(root, PARTY + "/required"), "kind");
        });
        breaks(".kind takes no", root -> drop(list(root, PARTY + "/properties/kind/enum"), "investor"));
        breaks("has no parameter query kind", root -> {
            ArrayNode parameters = list(root, "/paths/~1v1~1assets/get/parameters");
            for (int i = parameters.size() - 1; i >= 0; i--) {
                if (parameters.get(i).path("name").asString().equals("kind")) {
                    parameters.remove(i);
                }
            }
        });
    }

    @Test
    void a_changed_type_is_found_where_it_is_referred_to() {
        breaks(".name has another type", root -> object(root, PARTY + "/properties/name")
                .put("type", "integer"));
        breaks(".id has another type", root -> object(root, WRITTEN + "/properties/id")
                .put("type", "integer"));
        breaks("amount has another pattern", root -> object(root, "/components/schemas/Money/properties/amount")
                .put("pattern", "^[0-9]+$"));
    }

    @Test
    void what_an_answer_no_more_has_is_found() {
        breaks(".transaction is gone", root -> {
            object(root, WRITTEN + "/properties").remove("transaction");
            drop(list(root, WRITTEN + "/required"), "transaction");
        });
        breaks(".id may be absent", root -> drop(list(root, WRITTEN + "/required"), "id"));
        breaks("answer 202 is gone", root -> object(root, "/paths/~1v1~1grants/post/responses")
                .remove("202"));
    }

    @Test
    void another_success_and_a_lost_header_are_found() {
        breaks("post /v1/keys may be answered 202", root -> object(root, "/paths/~1v1~1keys/post/responses")
                .putObject("202"));
        breaks("answer 201 may be without Location", root -> object(
                        root, "/paths/~1v1~1grants/post/responses/201/headers")
                .remove("Location"));
        breaks("answer 200 is no application/json", root -> {
            ObjectNode content = object(root, "/paths/~1v1~1clock/get/responses/200/content");
            content.set("text/plain", content.remove("application/json"));
        });
    }

    @Test
    void a_key_that_was_not_needed_is_found() {
        breaks("get /v1/clock needs a key: apiKey", root -> list(root, "/paths/~1v1~1clock/get/security")
                .addObject()
                .putArray("apiKey"));
    }

    @Test
    void a_body_that_was_not_needed_is_found() {
        named(
                "post /v1/parties needs a body",
                between(
                        root -> object(root, "/paths/~1v1~1parties/post/requestBody")
                                .put("required", false),
                        root -> {}));
        breaks("post /v1/parties takes no application/json", root -> {
            ObjectNode content = object(root, "/paths/~1v1~1parties/post/requestBody/content");
            content.set("text/plain", content.remove("application/json"));
        });
    }

    @Test
    void members_that_are_refused_from_now_on_are_found() {
        named(
                "takes no other members",
                between(root -> object(root, PARTY).remove("additionalProperties"), root -> {}));
    }

    @Test
    void other_words_variants_and_items_of_an_answer_are_found() {
        breaks(".kind may be [guest]", root -> list(root, "/components/schemas/Party/properties/kind/enum")
                .add("guest"));
        breaks(".kind is one of some words no more", root -> object(root, "/components/schemas/Party/properties/kind")
                .remove("enum"));
        breaks("<perUnit>.perUnits is gone", root -> list(root, "/components/schemas/TermsPrice/oneOf")
                .forEach(variant -> {
                    if (variant.at("/properties/type/const").asString("").equals("perUnit")) {
                        ((ObjectNode) variant.path("properties")).remove("perUnits");
                    }
                }));
        breaks("takes no setParameter", root -> list(root, "/components/schemas/Action/oneOf")
                .remove(0));
        breaks("has other items", root -> object(root, "/components/schemas/UsageReport/properties/lines")
                .remove("items"));
    }

    @Test
    void a_lost_code_and_another_status_of_one_are_found() {
        breaks("the code license.quota_exceeded is gone", root -> object(root, "/components/examples")
                .remove("license.quota_exceeded"));
        breaks("the code gateway.not_found was 404 and is 410", root -> object(
                        root, "/components/examples/gateway.not_found/value")
                .put("status", 410));
    }
}
