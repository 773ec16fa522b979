package org.stemma.gateway.doors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
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
import org.stemma.contracts.story.Sample;
import org.stemma.contracts.testing.TestIdentity;
import org.stemma.gateway.GatewayApplication;
import org.stemma.gateway.ledger.FakeLedgerConfiguration;
import org.stemma.gateway.readmodel.ReadModel;
import org.stemma.gateway.support.ApiDocument;

/**
 * Who may call what: each operation of the served document, as each role, against a table that is written by hand. Behind
 * the doors is the chaincode's own law, so that a role which the gateway lets in and the ledger does not is found too.
 */
@SpringBootTest(
        classes = {GatewayApplication.class, LawfulGateway.class, FakeLedgerConfiguration.class},
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = "spring.main.allow-bean-definition-overriding=true")
class MatrixTest {
    /** What is behind the door cannot be had here; the answer shows that the door was open. The network's test has them. */
    private static final Map<String, Set<String>> BEHIND = Map.ofEntries(
            Map.entry("closeEpochs", Set.of("kernel.epoch_not_due")),
            Map.entry("putManifest", Set.of("gateway.root_mismatch")),
            Map.entry("putArtifact", Set.of("gateway.root_mismatch", "gateway.file_name_invalid")),
            Map.entry("getManifest", Set.of("gateway.manifest_absent")),
            Map.entry("flushMeter", Set.of("gateway.meter_not_ready", "gateway.meter_foreign")),
            Map.entry("complete", Set.of("license.key_unknown", "gateway.meter_not_ready", "license.key_revoked")),
            Map.entry("revokeKey", Set.of("gateway.not_found")),
            Map.entry("getProposal", Set.of("governance.proposal_unknown")),
            Map.entry("settle", Set.of("royalty.already_settled")),
            Map.entry("rotateKey", Set.of("gateway.not_found")),
            Map.entry(
                    "prepareProposal",
                    Set.of("gateway.certificate_unfit", "gateway.not_prepared", "gateway.signature_wrong")),
            Map.entry(
                    "endorseProposal",
                    Set.of("gateway.certificate_unfit", "gateway.not_prepared", "gateway.signature_wrong")),
            Map.entry(
                    "submitTransaction",
                    Set.of("gateway.certificate_unfit", "gateway.not_prepared", "gateway.signature_wrong")),
            Map.entry("addWebhook", Set.of("gateway.webhook_target")),
            Map.entry("getWebhook", Set.of("gateway.not_found")),
            Map.entry("removeWebhook", Set.of("gateway.not_found")),
            Map.entry("listDeliveries", Set.of("gateway.not_found")),
            Map.entry("rotateWebhookSecret", Set.of("gateway.not_found")),
            Map.entry("enableWebhook", Set.of("gateway.not_found")),
            Map.entry("disableWebhook", Set.of("gateway.not_found")),
            Map.entry("replayWebhook", Set.of("gateway.not_found")));

    private static final String SETTLE = "royalty:settle";

    private static Path data = Path.of("");

    @Autowired
    @Qualifier("requestMappingHandlerMapping")
    private RequestMappingHandlerMapping mappings;

    @Autowired
    private Law law;

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
        law.accepts(true);
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

    @Test
    void who_is_allowed_is_answered_and_who_is_not_is_refused() throws IOException {
        Door door = new Door(mappings, data, port);
        Map<String, Sample> samples = new TreeMap<>();
        Sample.all(law.world).forEach(sample -> samples.putIfAbsent(sample.function(), sample));
        ApiDocument document = document(door);
        int asked = 0;
        for (ApiDocument.Operation operation : document.operations()) {
            for (String caller : matrix.callers()) {
                HttpResponse<String> answer = ask(door, operation, caller, samples);
                judge(operation, caller, answer);
                if (answer.statusCode() != 202) {
                    wrong.addAll(document.differences(
                            operation,
                            answer.statusCode(),
                            answer.headers().firstValue("Content-Type").orElse(""),
                            answer.body()));
                }
                asked++;
            }
        }
        assertEquals("", String.join("\n", wrong));
        System.out.printf(
                "matrix: %d operations, %d requests%n", matrix.operations().size(), asked);
    }

    private void judge(ApiDocument.Operation operation, String caller, HttpResponse<String> answer) {
        String code = Door.code(answer);
        boolean good;
        if (matrix.allows(operation.id(), caller)) {
            good = answer.statusCode() / 100 == 2
                    || BEHIND.getOrDefault(operation.id(), Set.of()).contains(code);
        } else {
            good = answer.statusCode() == (caller.equals(Matrix.NOBODY) ? 401 : 403) && code.startsWith("gateway.");
        }
        if (!good) {
            wrong.add(operation.id() + " as " + caller + ": " + answer.statusCode() + " " + answer.body());
        }
    }

    private HttpResponse<String> ask(
            Door door, ApiDocument.Operation operation, String caller, Map<String, Sample> samples) throws IOException {
        String function = operation.role().replaceAll("(?s)^.*Writes ", "");
        Sample sample = samples.get(function);
        boolean keyed = !caller.equals(Matrix.NOBODY) && !caller.equals(Matrix.GRANT);
        String identity = RefusalsOverRestTest.identity(keyed ? caller : "");
        if (sample != null && keyed && !function.equals(SETTLE)) {
            TestIdentity by = sample.by();
            law.is(sample.network(), TestIdentity.of(by.organisation(), by.name(), caller));
            String suffix = function.equals("usage:report") ? "" : "-" + caller;
            return door.write(identity, function, sample.json(), suffix);
        }
        law.is(law.world.network, TestIdentity.of("LabMSP", caller, keyed ? caller : ""));
        String key = keyed ? door.key(identity) : caller.equals(Matrix.GRANT) ? "sgk_" + "A".repeat(43) : "";
        HttpRequest.Builder request = door.request(path(operation), key, "matrix-" + caller);
        if (operation.media().equals("application/octet-stream")) {
            request.setHeader("Content-Type", operation.media());
        }
        String body = function.equals(SETTLE) ? settled() : operation.body();
        return door.send(request.method(
                operation.method(), body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body)));
    }

    /** The law of this test never commits, and a period is settled in steps until it is paid: one that is settled. */
    private String settled() {
        return "{\"asset\":\"" + law.world.model + "\",\"period\":" + law.world.settled + "}";
    }

    /** The example's path with ids that exist here. */
    private String path(ApiDocument.Operation operation) {
        String path = operation.examplePath();
        boolean shares = path.contains("/pools") || path.contains("/holdings");
        for (Map.Entry<String, String> id : ids(shares).entrySet()) {
            path = path.replaceAll(id.getKey(), id.getValue());
        }
        return path;
    }

    private Map<String, String> ids(boolean shares) {
        return Map.of(
                "ast_[0-9a-f]+", (shares ? law.world.shared : law.world.model).value(),
                "prt_[0-9a-f]+", law.world.lab.value(),
                "wal_[0-9a-f]+", law.world.labWallet.value(),
                "grt_[0-9a-f]+", law.world.grant.value(),
                "mtr_[0-9a-f]+", law.world.meter.value(),
                "sal_[0-9a-f]+", law.world.sale.value(),
                "wdr_[0-9a-f]+", law.world.withdrawal.value(),
                "(?<=/transactions/)[0-9a-f]+", "beginning",
                "(?<=/settlements/ast_[0-9a-z]{1,64}/)[0-9]+", Long.toString(law.world.settled),
                "(?<=/terms/)sha256:[0-9a-f]+", law.world.perByte.value());
    }
}
