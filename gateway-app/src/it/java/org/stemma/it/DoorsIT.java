package org.stemma.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.stemma.gateway.doors.Matrix;
import org.stemma.gateway.support.ApiDocument;

/**
 * The doors of the members' gateways, on a real network: who must not enter is told so by every operation of every
 * gateway, what names nothing can be read, and every example of the document is read without fault and answered as it is
 * described. That each allowed role has each operation done is MatrixTest's, in memory, where all that it takes exists.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DoorsIT {
    private static final String LAB = "LabMSP";

    /** An id, a digest or a period in a path: of something that is not there. */
    private static final Pattern NAMES = Pattern.compile("[a-z]{3}_[0-9a-f]|[0-9a-f]{32}|/[0-9]");

    /** Every organisation's identities, as network/topology.yaml enrols them. */
    private static final Map<String, Set<String>> IDENTITIES = Map.of(
            "admin", Set.of("admin"),
            "owner", Set.of("owner"),
            "buyer", Set.of("buyer", "holder"),
            "meter", Set.of("meter"),
            "cashier", Set.of("cashier"),
            "council", Set.of("council"),
            "auditor", Set.of("auditor"));

    /** Where the example's webhook leads, and where nobody listens: tests send nothing to other machines. */
    private static final String HOOK = "https://hooks.example/stemma";

    private static final String NOWHERE = "http://127.0.0.1:9/";

    private final NetworkFile network = NetworkFile.read();
    private final Matrix matrix = Matrix.read();
    private final List<String> wrong = new ArrayList<>();
    private int done;

    @BeforeAll
    void prepare() {
        Gateways.up(network);
    }

    @Test
    void who_is_not_allowed_is_refused_and_every_example_is_answered_as_it_is_described() throws IOException {
        long began = System.nanoTime();
        int asked = 0;
        for (String organisation : network.organisations()) {
            Rest rest = new Rest(network, organisation);
            ApiDocument document = ApiDocument.of(
                    rest.get("auditor", "/v1/openapi.json").body().toString());
            for (ApiDocument.Operation operation : document.operations()) {
                asked += refused(rest, operation);
                if (organisation.equals(LAB)) {
                    example(rest, document, operation);
                    asked++;
                }
            }
        }
        assertEquals("", String.join("\n", wrong));
        System.out.printf(
                "doors: %d operations, %d requests; %d examples done as they stand, in %d s%n",
                matrix.operations().size(), asked, done, (System.nanoTime() - began) / 1_000_000_000);
    }

    private int refused(Rest rest, ApiDocument.Operation operation) throws IOException {
        int asked = 0;
        if (!matrix.allows(operation.id(), Matrix.NOBODY)) {
            expect(operation, Matrix.NOBODY, 401, send(rest, operation, ""));
            asked++;
        }
        if (!matrix.allows(operation.id(), Matrix.GRANT)) {
            expect(operation, Matrix.GRANT, 403, send(rest, operation, "sgk_" + "A".repeat(43)));
            asked++;
        }
        for (Map.Entry<String, Set<String>> identity : IDENTITIES.entrySet()) {
            if (identity.getValue().stream().noneMatch(role -> matrix.allows(operation.id(), role))) {
                expect(operation, identity.getKey(), 403, send(rest, operation, rest.key(identity.getKey())));
                asked++;
            }
        }
        return asked;
    }

    private void expect(ApiDocument.Operation operation, String caller, int status, Rest.Answer answer) {
        if (answer.status() != status || !answer.text("code").startsWith("gateway.")) {
            wrong.add(operation.id() + " as " + caller + ": " + answer.status() + " " + answer.body());
        }
    }

    /** The example passes the strict reader: it is done, or the law speaks about ids that do not exist. */
    private void example(Rest rest, ApiDocument document, ApiDocument.Operation operation) throws IOException {
        Rest.Answer answer = send(rest, operation, allowed(rest, operation));
        boolean needsNothing = operation.method().equals("GET")
                && !NAMES.matcher(operation.examplePath()).find();
        done += answer.status() / 100 == 2 ? 1 : 0;
        if (answer.status() == 400 || answer.status() >= 500 || (needsNothing && answer.status() != 200)) {
            wrong.add("the example of " + operation.id() + ": " + answer.status() + " " + answer.body());
        }
        wrong.addAll(document.differences(
                operation, answer.status(), answer.type(), answer.body().toString()));
    }

    private String allowed(Rest rest, ApiDocument.Operation operation) {
        if (operation.takesGrantKey()) {
            return "sgk_" + "A".repeat(43);
        }
        return IDENTITIES.entrySet().stream()
                .filter(identity -> identity.getValue().stream().anyMatch(role -> matrix.allows(operation.id(), role)))
                .map(identity -> rest.key(identity.getKey()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(operation.id() + " is not in " + Matrix.FILE));
    }

    private static Rest.Answer send(Rest rest, ApiDocument.Operation operation, String key) throws IOException {
        Map<String, String> headers = new TreeMap<>();
        headers.put(
                "Idempotency-Key",
                operation.id().equals("reportUsage")
                        ? operation.examplePath().split("/", -1)[3] + ".1"
                        : UUID.randomUUID().toString());
        headers.put("Content-Type", operation.media().isEmpty() ? "application/json" : operation.media());
        // Events come as a stream, too, for whoever does not say.
        headers.put("Accept", "application/json, application/problem+json, */*;q=0.1");
        if (!key.isEmpty()) {
            headers.put("Authorization", "Bearer " + key);
        }
        if (operation.hasHeader("X-File-Name")) {
            headers.put("X-File-Name", "model.bin");
        }
        byte[] body = operation.media().equals("application/octet-stream")
                ? new byte[10]
                : operation.body().replace(HOOK, NOWHERE).getBytes(StandardCharsets.UTF_8);
        return rest.send(operation.method(), operation.examplePath(), headers, body);
    }
}
