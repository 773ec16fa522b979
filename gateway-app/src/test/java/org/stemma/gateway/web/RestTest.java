package org.stemma.gateway.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.stemma.api.Codec;
import org.stemma.gateway.security.ApiKeys;

/** Whom the gateway answers what, and what HTTP itself refuses. */
class RestTest extends RestCase {
    @Autowired
    private ApiKeys keys;

    @Test
    void a_form_is_refused_even_one_that_is_none() throws Exception {
        for (String form : List.of("multipart/form-data", "multipart/form-data; boundary=x", "multipart/mixed")) {
            HttpResponse<String> response = http.send(http.request("/v1/parties", key("owner"))
                    .header("Idempotency-Key", "form")
                    .header("Content-Type", form)
                    .POST(BodyPublishers.ofString(PARTY)));
            assertProblem(415, "gateway.content_type", response);
        }
    }

    @Test
    void a_query_that_can_not_be_decoded_is_malformed() throws Exception {
        for (String query : List.of("limit=%F6%F2", "=&limit=1", "=")) {
            assertProblem(400, "kernel.malformed", http.get("/v1/parties?" + query, key("auditor")));
        }
    }

    @Test
    void a_claim_without_a_holders_id_is_malformed() throws Exception {
        for (String holder : List.of("", "a/b", "prt_", "sal_/")) {
            String claim =
                    "{\"asset\":\"ast_1\",\"currency\":\"XTS\",\"holder\":\"" + holder + "\",\"wallet\":\"wal_1\"}";
            assertProblem(400, "kernel.malformed", http.post("/v1/share-claims", key("buyer"), "no-holder", claim));
        }
    }

    @Test
    void an_expired_and_a_revoked_key_are_refused() throws Exception {
        String expired = "sak_" + "E".repeat(43);
        keys.add(expired, "owner", "old", Optional.of(Instant.EPOCH));
        assertProblem(401, "gateway.key_expired", http.get("/v1/parties", expired));
        String revoked = "sak_" + "R".repeat(43);
        keys.revoke(keys.add(revoked, "owner", "gone", Optional.empty()).id());
        assertProblem(401, "gateway.key_unknown", http.get("/v1/parties", revoked));
    }

    @Test
    void what_http_itself_refuses_is_a_problem() throws Exception {
        assertProblem(404, "gateway.path_unknown", http.get("/v1/nothing", ""));
        assertProblem(
                405,
                "gateway.method_not_allowed",
                http.send(http.request("/v1/assets", "").DELETE()));
        assertProblem(
                400,
                "kernel.malformed",
                http.send(http.request("/v1/assets", "").header("Stemma-After-Block", "x")));
    }

    @Test
    void the_character_0_is_in_no_cursor_and_no_id() throws Exception {
        assertProblem(400, "kernel.malformed", http.get("/v1/parties?cursor=egA", key("owner")));
        assertProblem(400, "kernel.malformed", http.get("/v1/wallets?party=prt_%00", key("owner")));
    }

    @Test
    void another_organisations_wallet_is_not_shown() throws Exception {
        assertProblem(403, "gateway.not_yours", http.get("/v1/wallets/wal_studio", key("buyer")));
        assertEquals("{\"items\":[]}", http.get("/v1/wallets", key("buyer")).body());
    }

    @Test
    void health_is_everyones_and_the_description_too() throws Exception {
        assertTrue(http.get("/actuator/health", key("admin")).body().contains("readModel"));
        HttpResponse<String> api = http.get("/v1/openapi.json", "");
        assertEquals(200, api.statusCode());
        assertTrue(api.body().contains("\"openapi\" : \"3.1"));
        assertTrue(api.body().contains("/v1/grants"));
    }

    @Test
    void the_demos_keys_are_for_their_owners_eyes() throws Exception {
        assertEquals(
                "rw-------",
                PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("demo-keys.json"))));
    }

    @Test
    void a_new_key_is_shown_to_the_same_request_only() throws Exception {
        String asked = "{\"identity\":\"owner\",\"label\":\"ci\"}";
        HttpResponse<String> made = http.post("/v1/keys", key("admin"), "key-1", asked);
        assertEquals(201, made.statusCode(), made.body());
        assertEquals(
                made.body(), http.post("/v1/keys", key("admin"), "key-1", asked).body());
        String key = String.valueOf(Codec.members(made.body()).get("key"));
        assertEquals(200, http.get("/v1/parties", key).statusCode());
        HttpResponse<String> listed = http.get("/v1/keys", key("admin"));
        assertTrue(listed.body().contains("\"label\":\"ci\""));
        assertTrue(!listed.body().contains(key));
        assertProblem(
                422,
                "gateway.identity_unknown",
                http.post("/v1/keys", key("admin"), "key-2", "{\"identity\":\"nobody\",\"label\":\"x\"}"));
    }
}
