package org.stemma.gateway.doors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.stemma.api.MeterId;
import org.stemma.api.license.Terms;
import org.stemma.contracts.story.Sample;
import org.stemma.contracts.story.Story;
import org.stemma.contracts.testing.TestIdentity;
import org.stemma.gateway.GatewayApplication;
import org.stemma.gateway.ledger.FakeLedgerConfiguration;
import org.stemma.gateway.readmodel.ReadModel;
import org.stemma.gateway.support.ApiDocument;
import org.stemma.gateway.support.FakePeer;

/**
 * Who may call what: each operation of the served document, as each role, against a table that is written by hand. Behind
 * the doors is the chaincode's own law, so that a role which the gateway lets in and the ledger does not is found too.
 */
@SpringBootTest(
        classes = {GatewayApplication.class, LawfulGateway.class, FakeLedgerConfiguration.class},
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = "spring.main.allow-bean-definition-overriding=true")
class MatrixTest {
    /** They take steps until all is done, which they see by what is committed. */
    private static final Set<String> COMMITTED = Set.of("settle");

    private static Path data = Path.of("");

    @Autowired
    @Qualifier("requestMappingHandlerMapping")
    private RequestMappingHandlerMapping mappings;

    @Autowired
    private Law law;

    @Autowired
    private FakePeer peer;

    @Autowired
    private ReadModel readModel;

    @LocalServerPort
    private int port;

    private final Matrix matrix = Matrix.read();
    private final List<String> wrong = new ArrayList<>();

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry properties) {
        data = LawfulGateway.start(properties);
    }

    @BeforeEach
    void await() {
        assertTrue(readModel.awaitBlock(1, Duration.ofSeconds(20)));
    }

    private ApiDocument document(Door door) throws IOException {
        return ApiDocument.of(
                door.send(door.request("/v1/openapi.json", "", "x")).body());
    }

    @Test
    void every_operation_and_every_role_stands_in_the_table() throws IOException {
        Set<String> described = document(new Door(mappings, data, port)).operations().stream()
                .map(ApiDocument.Operation::id)
                .collect(Collectors.toCollection(java.util.TreeSet::new));
        assertEquals(described, matrix.operations(), "each operation is a line of src/test/resources/" + Matrix.FILE);
        assertEquals(Matrix.everyone(), matrix.callers(), "each role is a column of src/test/resources/" + Matrix.FILE);
    }

    /** With the document's example as its body, so that every example is sent too. */
    @Test
    void who_is_allowed_is_answered_and_who_is_not_is_refused() throws Exception {
        Door door = new Door(mappings, data, port);
        ApiDocument document = document(door);
        Living living = new Living(door, law, meter(door), document, data);
        int asked = 0;
        int examples = 0;
        for (ApiDocument.Operation operation : putFirst(document.operations())) {
            int turn = 0;
            for (String caller : matrix.callers()) {
                boolean allowed = matrix.allows(operation.id(), caller);
                HttpResponse<String> answer = allowed
                        ? ask(door, living, operation, caller, turn++)
                        : send(door, operation, caller, Living.Asked.of(operation, caller));
                judge(operation, caller, allowed, answer);
                wrong.addAll(document.differences(
                        operation,
                        answer.statusCode(),
                        answer.headers().firstValue("Content-Type").orElse(""),
                        answer.body()));
                asked++;
            }
            examples += operation.body().isEmpty() ? 0 : 1;
        }
        assertEquals("", String.join("\n", wrong));
        System.out.printf(
                "matrix: %d operations, %d requests; the examples of %d bodies and of all paths sent%n",
                matrix.operations().size(), asked, examples);
    }

    /** What is put is there to be read and run. */
    private static List<ApiDocument.Operation> putFirst(List<ApiDocument.Operation> operations) {
        return operations.stream()
                .sorted(Comparator.comparing(operation -> !operation.method().equals("PUT")))
                .toList();
    }

    /** The gateway's own meter, under which a grant is sold. */
    private MeterId meter(Door door) throws IOException {
        MeterId meter = law.register(door);
        law.stage.sell(law.stage.served, Terms.Unit.OUTPUT_BYTE, meter, Stage.GRANT_KEY);
        law.publish(peer, readModel, "sold");
        return meter;
    }

    private void judge(ApiDocument.Operation operation, String caller, boolean allowed, HttpResponse<String> answer) {
        boolean good = allowed
                ? answer.statusCode() / 100 == 2
                : answer.statusCode() == (caller.equals(Matrix.NOBODY) ? 401 : 403)
                        && Door.code(answer).startsWith("gateway.");
        if (!good) {
            wrong.add(operation.id() + " as " + caller + ": " + answer.statusCode() + " " + answer.body());
        }
    }

    private HttpResponse<String> ask(Door door, Living living, ApiDocument.Operation operation, String caller, int turn)
            throws IOException {
        // Who signed elsewhere, whoever relays it.
        law.is(law.world.network, Story.LAB_OWNER);
        Living.Asked asked = living.ask(operation, caller, turn);
        Sample sample = living.sample(operation);
        String role = isKeyed(caller) ? caller : "";
        if (sample != null) {
            TestIdentity by = sample.by();
            law.is(sample.network(), TestIdentity.of(by.organisation(), by.name(), role));
        } else if (Living.OF_OWN_METER.contains(operation.id())) {
            law.is(law.world.network, Story.LAB_METER);
        } else if (!operation.path().startsWith("/v1/offline/")) {
            law.is(law.world.network, TestIdentity.of("LabMSP", caller, role));
        }
        law.allowed(COMMITTED.contains(operation.id()) ? Law.Then.COMMITS : Law.Then.CHANGES_NOTHING);
        return send(door, operation, caller, asked);
    }

    private static boolean isKeyed(String caller) {
        return !caller.equals(Matrix.NOBODY) && !caller.equals(Matrix.GRANT);
    }

    private static String key(Door door, String caller) {
        if (isKeyed(caller)) {
            return door.key(RefusalsOverRestTest.identity(caller));
        }
        return caller.equals(Matrix.GRANT) ? Stage.GRANT_KEY : "";
    }

    private static HttpResponse<String> send(
            Door door, ApiDocument.Operation operation, String caller, Living.Asked asked) throws IOException {
        HttpRequest.Builder request = door.request(asked.path(), key(door, caller), asked.id());
        if (!operation.media().isEmpty()) {
            request.setHeader("Content-Type", operation.media());
        }
        if (operation.hasHeader("X-File-Name")) {
            request.setHeader("X-File-Name", Stage.FILE);
        }
        return door.send(request.method(operation.method(), asked.body()));
    }
}
