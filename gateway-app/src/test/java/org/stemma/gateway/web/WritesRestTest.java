package org.stemma.gateway.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.hyperledger.fabric.protos.peer.TxValidationCode;
import org.junit.jupiter.api.Test;
import org.stemma.api.Codec;
import org.stemma.gateway.support.FakePeer;
import org.stemma.gateway.support.WholeGateway;

/** Writes: when they are answered, and what can be learnt of them later. */
class WritesRestTest extends RestCase {
    @Test
    void a_write_is_answered_after_its_commit_and_can_be_read() throws Exception {
        HttpResponse<String> made = http.post("/v1/parties", key("owner"), "made-1", PARTY);
        assertEquals(201, made.statusCode(), made.body());
        String location = made.headers().firstValue("Location").orElseThrow();
        assertTrue(http.get(location, key("auditor")).body().contains("Department"));
        String transaction = String.valueOf(Codec.members(made.body()).get("transaction"));
        HttpResponse<String> found = http.get("/v1/transactions/" + transaction, key("auditor"));
        Map<String, Object> members = Codec.members(found.body());
        assertEquals("VALID", members.get("code"));
        assertEquals("member:registerParty", members.get("function"));
        assertEquals(
                "{\"identity\":\"owner\",\"organisation\":\"LabMSP\"}", Codec.write(member(found.body(), "caller")));
    }

    @Test
    void the_same_request_is_answered_the_same_without_another_transaction() throws Exception {
        String first = http.post("/v1/parties", key("owner"), "again-1", PARTY).body();
        int submitted = peer.submitted.size();
        assertEquals(
                first, http.post("/v1/parties", key("owner"), "again-1", PARTY).body());
        assertEquals(submitted, peer.submitted.size());
    }

    @Test
    void a_refusal_of_the_ledger_is_a_problem_with_its_facts() throws Exception {
        peer.failToEndorse(FakePeer.refusal("member.party_foreign {\"party\":\"prt_1\"}", "LabMSP"));
        HttpResponse<String> response = http.post("/v1/parties", key("owner"), "refused-1", PARTY);
        assertProblem(403, "member.party_foreign", response);
        assertEquals("{\"party\":\"prt_1\"}", Codec.write(member(response.body(), "facts")));
    }

    @Test
    void what_is_not_in_a_block_in_time_is_accepted() throws Exception {
        peer.lose(1_000);
        HttpResponse<String> response = http.post("/v1/parties", key("owner"), "lost-1", PARTY);
        peer.lose(0);
        assertProblem(202, "gateway.outcome_unknown", response);
        assertTrue(response.headers().firstValue("Location").orElse("").startsWith("/v1/transactions/"));
    }

    private HttpResponse<String> prefer(String preference, String request) throws Exception {
        return http.send(http.request("/v1/parties", key("owner"))
                .header("Idempotency-Key", request)
                .header("Content-Type", "application/json")
                .header("Prefer", preference)
                .POST(BodyPublishers.ofString(PARTY)));
    }

    /** What became of a transaction, once it is of this state. */
    private Map<String, Object> transaction(String location, String state) throws Exception {
        for (int i = 0; ; i++) {
            HttpResponse<String> found = http.get(location, key("auditor"));
            assertEquals(200, found.statusCode(), found.body());
            Map<String, Object> members = Codec.members(found.body());
            if (state.equals(members.get("state"))) {
                return members;
            }
            assertTrue(i < 100, found.body());
            Thread.sleep(50);
        }
    }

    @Test
    void who_prefers_not_to_wait_is_answered_at_once_and_can_look() throws Exception {
        peer.lose(2);
        HttpResponse<String> accepted = prefer("respond-async", "async-1");
        assertEquals(202, accepted.statusCode(), accepted.body());
        assertEquals(
                "respond-async",
                accepted.headers().firstValue("Preference-Applied").orElse(""));
        assertEquals("1", accepted.headers().firstValue("Retry-After").orElse(""));
        Map<String, Object> answer = Codec.members(accepted.body());
        String location = "/v1/transactions/" + answer.get("transaction");
        assertEquals(location, accepted.headers().firstValue("Location").orElse(""));
        transaction(location, "pending");
        Map<String, Object> valid = transaction(location, "valid");
        assertEquals(answer.get("id"), ((Map<?, ?>) Objects.requireNonNull(valid.get("answer"))).get("id"));
        assertEquals(201, prefer("respond-async", "async-1").statusCode());
    }

    @Test
    void who_prefers_to_wait_a_little_may_be_answered_after_the_commit() throws Exception {
        assertEquals(201, prefer("handling=strict, wait=4", "async-2").statusCode());
        peer.lose(4);
        HttpResponse<String> accepted = prefer("wait=1", "async-3");
        assertEquals(202, accepted.statusCode(), accepted.body());
        assertEquals(
                "wait=1", accepted.headers().firstValue("Preference-Applied").orElse(""));
    }

    @Test
    void a_refusal_is_told_to_who_does_not_wait_as_well() throws Exception {
        peer.failToEndorse(FakePeer.refusal("member.party_foreign {}", "LabMSP"));
        assertProblem(403, "member.party_foreign", prefer("respond-async", "async-4"));
    }

    @Test
    void what_lost_a_race_after_it_was_accepted_names_what_took_its_place() throws Exception {
        peer.validateAs(TxValidationCode.MVCC_READ_CONFLICT);
        HttpResponse<String> accepted = prefer("respond-async", "async-5");
        Map<String, Object> replaced =
                transaction(accepted.headers().firstValue("Location").orElseThrow(), "replaced");
        assertEquals("MVCC_READ_CONFLICT", replaced.get("code"));
        transaction("/v1/transactions/" + replaced.get("successor"), "valid");
    }

    @Test
    void what_is_lost_after_it_was_accepted_says_why() throws Exception {
        peer.validateAs(TxValidationCode.BAD_RWSET);
        HttpResponse<String> accepted = prefer("respond-async", "async-6");
        Map<String, Object> failed =
                transaction(accepted.headers().firstValue("Location").orElseThrow(), "failed");
        assertEquals(
                "gateway.transaction_invalid", ((Map<?, ?>) Objects.requireNonNull(failed.get("failure"))).get("code"));
    }

    @Test
    void more_writes_than_are_admitted_are_told_to_come_again() throws Exception {
        peer.lose(1_000);
        List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
        for (int i = 0; i < WholeGateway.WRITES + 4; i++) {
            all.add(http.begin(http.request("/v1/parties", key("owner"))
                    .header("Idempotency-Key", "busy-" + i)
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(PARTY))));
        }
        List<HttpResponse<String>> refused = new ArrayList<>();
        for (var one : all) {
            HttpResponse<String> response = one.get();
            if (response.statusCode() == 429) {
                refused.add(response);
            }
        }
        peer.lose(0);
        assertEquals(4, refused.size());
        assertProblem(429, "gateway.busy", refused.get(0));
        assertEquals("1", refused.get(0).headers().firstValue("Retry-After").orElse(""));
        assertEquals(
                201, http.post("/v1/parties", key("owner"), "busy-again", PARTY).statusCode());
    }
}
