package org.stemma.gateway.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stemma.api.Codec;

/** What people and programs write, and how they are told that it can't be taken: member, value, bound. */
class InputsRestTest extends RestCase {
    private static Map<?, ?> facts(HttpResponse<String> response) {
        assertEquals(400, response.statusCode(), response.body());
        assertEquals("kernel.malformed", code(response));
        return (Map<?, ?>) member(response.body(), "facts");
    }

    private static void assertPlace(String path, String value, HttpResponse<String> response) {
        assertEquals(path, facts(response).get("path"), response.body());
        assertEquals(value, facts(response).get("value"), response.body());
    }

    @Test
    void a_name_that_is_not_in_nfc_reaches_the_ledger_in_nfc() throws Exception {
        String body = "{\"name\":\"Bu\u0308cher e\u0301\",\"kind\":\"department\"}";
        assertEquals(201, http.post("/v1/parties", key("owner"), "nfd-1", body).statusCode());
        Map<String, Object> command =
                Codec.members(peer.endorsed.get(peer.endorsed.size() - 1).argument());
        assertEquals("B\u00fccher \u00e9", command.get("name"));
        // The same in the other form is the same request.
        assertEquals(
                201,
                http.post("/v1/parties", key("owner"), "nfd-1", body.replace("u\u0308", "\u00fc"))
                        .statusCode());
    }

    @Test
    void a_label_that_people_can_not_read_is_refused_by_its_member() throws Exception {
        for (String label : List.of("\u00a0", "\u202eabc", "ci\u200b")) {
            assertPlace(
                    "label",
                    label,
                    http.post(
                            "/v1/keys",
                            key("admin"),
                            "label-1",
                            "{\"identity\":\"owner\",\"label\":\"" + label + "\"}"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "2130-01-01T00:00:00.000Z, 2130-01-01T00:00:00Z",
        "2130-01-01T00:00:00+00:00, 2130-01-01T00:00:00Z",
        "2130-01-01T02:30:00.5+02:00, 2130-01-01T00:30:00.500Z",
        "2261-12-31T23:59:59Z, 2261-12-31T23:59:59Z"
    })
    void a_time_is_taken_as_rfc_3339_writes_it(String written, String meant) throws Exception {
        HttpResponse<String> made =
                http.post("/v1/keys", key("admin"), "time-" + written.hashCode(), expiring(written));
        assertEquals(201, made.statusCode(), made.body());
        assertEquals(meant, member(made.body(), "expiresAt"));
    }

    private static String expiring(String time) {
        return "{\"identity\":\"owner\",\"label\":\"times\",\"expiresAt\":\"" + time + "\"}";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "9999-12-31T23:59:59Z",
                "2262-01-01T00:00:00Z",
                "0000-01-01T00:00:00Z",
                "1970-01-01T00:00:00Z",
                "+999999999-12-31T23:59:59Z",
                "-999999999-01-01T00:00:00Z",
                "2030-02-30T00:00:00Z",
                "tomorrow"
            })
    void a_time_beyond_what_a_key_can_have_is_refused_with_the_bound(String time) throws Exception {
        Map<?, ?> facts = facts(http.post("/v1/keys", key("admin"), "extreme-1", expiring(time)));
        assertEquals("expiresAt", facts.get("path"));
        assertEquals(time, facts.get("value"));
        String reason = String.valueOf(facts.get("reason"));
        assertTrue(reason.contains("2261-12-31T23:59:59Z") || reason.contains("0000 to 9999"), reason);
    }

    @Test
    void a_rotation_takes_the_same_times_and_never_overflows() throws Exception {
        HttpResponse<String> made = http.post("/v1/keys", key("admin"), "rotate-1", expiring("2261-12-31T23:59:59Z"));
        String path = "/v1/keys/" + member(made.body(), "id") + "/rotation";
        for (String time : List.of("9999-12-31T23:59:59Z", "+999999999-12-31T23:59:59Z")) {
            assertPlace(
                    "expiresAt", time, http.post(path, key("admin"), "rotate-2", "{\"expiresAt\":\"" + time + "\"}"));
        }
        HttpResponse<String> rotated = http.post(path, key("admin"), "rotate-3", "{}");
        assertEquals(201, rotated.statusCode(), rotated.body());
        assertTrue(Instant.parse(String.valueOf(member(rotated.body(), "expiresAt")))
                .isAfter(Instant.parse("2261-12-31T00:00:00Z")));
    }

    @Test
    void times_in_queries_are_those_of_rfc_3339_at_their_extremes_too() throws Exception {
        for (String time : List.of(
                "2026-01-01T00:00:00.000Z",
                "2026-01-01T00:00:00%2B01:00",
                "0000-01-01T00:00:00Z",
                "9999-12-31T23:59:59Z")) {
            assertEquals(200, http.get("/v1/audit?since=" + time, key("admin")).statusCode(), time);
        }
        assertPlace(
                "until",
                "+999999999-12-31T23:59:59Z",
                http.get("/v1/audit?until=%2B999999999-12-31T23:59:59Z", key("admin")));
    }

    @Test
    void the_idempotency_key_may_be_quoted_as_in_the_ietf_draft() throws Exception {
        HttpResponse<String> bare = http.post("/v1/parties", key("owner"), "8e03978e", PARTY);
        HttpResponse<String> quoted = http.post("/v1/parties", key("owner"), "\"8e03978e\"", PARTY);
        assertEquals(201, quoted.statusCode(), quoted.body());
        assertEquals(bare.body(), quoted.body());
        for (String wrong : List.of("\"8e03978e", "\"\"", "\"a\\\"b\"", "a b")) {
            Map<?, ?> facts = facts(http.post("/v1/parties", key("owner"), wrong, PARTY));
            assertEquals("Idempotency-Key", facts.get("path"));
        }
    }

    @Test
    void a_cursor_is_good_for_the_list_that_gave_it() throws Exception {
        register("cursor-1");
        register("cursor-2");
        String cursor = String.valueOf(
                member(http.get("/v1/parties?limit=1", key("auditor")).body(), "next"));
        assertEquals(
                200,
                http.get("/v1/parties?limit=2&cursor=" + cursor, key("auditor")).statusCode());
        for (String other : List.of("/v1/assets", "/v1/meters", "/v1/parties?organisation=LabMSP", "/v1/events")) {
            String joint = other.contains("?") ? "&" : "?";
            assertPlace("cursor", cursor, http.get(other + joint + "cursor=" + cursor, key("auditor")));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/parties?organization=LabMSP, organization",
        "/v1/parties/prt_1/accruals?period=3, period",
        "/v1/assets?Kind=model, Kind",
        "/v1/assets/ast_1?limit=5, limit",
        "/v1/clock?x=1, x",
        "/v1/clock?%78, x"
    })
    void a_query_parameter_that_is_not_read_is_refused_by_name(String address, String name) throws Exception {
        assertEquals(name, facts(http.get(address, key("auditor"))).get("path"));
    }

    @Test
    void a_query_parameter_stands_once_and_writes_take_none() throws Exception {
        assertEquals(
                "kind",
                facts(http.get("/v1/assets?kind=model&kind=data_set", "")).get("path"));
        assertEquals(
                200,
                http.get("/v1/events?type=license&type=asset", key("auditor")).statusCode());
        assertEquals(
                "dryRun",
                facts(http.post("/v1/parties?dryRun=true", key("owner"), "query-1", PARTY))
                        .get("path"));
        assertEquals(200, http.get("/v1/openapi.json?x=1", "").statusCode());
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/assets/nonsense, id, nonsense",
        "/v1/assets?owner=x%20y, owner, x y",
        "/v1/assets?kind=MODEL, kind, MODEL",
        "/v1/wallets?party=nonsense, party, nonsense",
        "/v1/wallets/prt_1, id, prt_1",
        "/v1/grants?asset=1, asset, 1",
        "/v1/sales?state=SOLD, state, SOLD",
        "/v1/settlements?asset=1, asset, 1",
        "/v1/settlements/ast_1/-1, period, -1",
        "/v1/receipts?asset=ast_1&period=x, period, x",
        "/v1/terms/sha256:0, digest, sha256:0",
        "/v1/assets/ast_1/pools/xts, currency, xts",
        "/v1/parties?organisation=a%20b, organisation, a b",
        "/v1/trial-balance?height=x, height, x",
        "/v1/parties?limit=0, limit, 0"
    })
    void an_id_a_word_or_a_number_in_an_address_is_refused_by_name_with_its_value(
            String address, String path, String value) throws Exception {
        assertPlace(path, value, http.get(address, key("auditor")));
    }

    @Test
    void a_parameter_that_is_needed_is_named() throws Exception {
        assertEquals("asset", facts(http.get("/v1/receipts", key("auditor"))).get("path"));
    }

    @Test
    void a_long_value_is_told_back_in_part() throws Exception {
        Object value = facts(http.get("/v1/parties/" + "x".repeat(500), key("auditor")))
                .get("value");
        assertEquals("x".repeat(100), value);
    }

    @Test
    void a_body_is_not_eaten_by_a_query() throws Exception {
        HttpResponse<String> form = http.send(http.request("/v1/parties?a=b", key("owner"))
                .header("Idempotency-Key", "form-1")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("name=x")));
        assertEquals("a", facts(form).get("path"));
    }
}
