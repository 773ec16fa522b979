package org.stemma.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stemma.api.Codec;
import org.stemma.api.asset.AssetVersion;
import org.stemma.api.asset.ContentTree;
import org.stemma.api.asset.ContentTree.Manifest;
import org.stemma.client.content.Archives;
import org.stemma.client.content.Contents;
import org.stemma.client.content.Manifests;
import org.stemma.client.gateway.Printable;
import picocli.CommandLine;

/** The commands against a gateway of fixed answers. */
final class StemmaTest {
    /** What ends so is not closed: the gateway says nothing more. */
    private static final String HANG = "(hangs)";

    @TempDir
    Path folder = Path.of("");

    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private final List<String> preferred = new ArrayList<>();
    private final List<String> kinds = new ArrayList<>();
    private final List<String> lastIds = new ArrayList<>();
    private final Map<String, String> answers = new java.util.HashMap<>();
    /** Answers of their own to the first calls, and statuses of single addresses. */
    private final Map<String, List<String>> later = new java.util.HashMap<>();

    private final Map<String, Integer> refusals = new java.util.HashMap<>();
    private int status = 200;
    private HttpServer server = Servers.fresh();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void start() {
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                + exchange.getRequestHeaders().getFirst("Authorization") + " "
                + exchange.getRequestHeaders().getFirst("Idempotency-Key") + " " + body);
        kinds.add(String.valueOf(exchange.getRequestHeaders().getFirst("Content-Type")));
        preferred.add(String.valueOf(exchange.getRequestHeaders().getFirst("Prefer")));
        if (exchange.getRequestURI().getPath().equals("/v1/events")) {
            lastIds.add(String.valueOf(exchange.getRequestHeaders().getFirst("Last-Event-ID")));
        }
        String text = answers.getOrDefault(exchange.getRequestURI().toString(), "{}");
        List<String> turns = later.getOrDefault(exchange.getRequestURI().toString(), List.of());
        if (!turns.isEmpty()) {
            text = turns.get(0);
            later.put(exchange.getRequestURI().toString(), turns.subList(1, turns.size()));
        }
        boolean hangs = text.endsWith(HANG);
        byte[] answer = text.replace(HANG, "").getBytes(StandardCharsets.UTF_8);
        int code = refusals.getOrDefault(exchange.getRequestURI().toString(), status);
        exchange.sendResponseHeaders(code, hangs ? 0 : answer.length);
        exchange.getResponseBody().write(answer);
        exchange.getResponseBody().flush();
        if (!hangs) {
            exchange.close();
        }
    }

    private int stemma(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        if (!all.contains("--gateway")) {
            all.add("--gateway");
            all.add("http://127.0.0.1:" + server.getAddress().getPort());
        }
        return Stemma.run(
                Map.of("STEMMA_KEY", "sak_environment"),
                Printable.writer(out),
                Printable.writer(err),
                all.toArray(String[]::new));
    }

    @Test
    void a_read_prints_a_table_and_exits_0() {
        answers.put("/v1/parties?limit=100", "{\"items\":[{\"id\":\"prt_1\",\"name\":\"Lab\"}],\"next\":\"c2\"}");
        answers.put("/v1/parties?limit=100&cursor=c2", "{\"items\":[{\"id\":\"prt_2\",\"name\":\"Archive\"}]}");
        assertEquals(Stemma.OK, stemma("party", "list"));
        List<String> lines = out.toString().lines().toList();
        assertEquals(3, lines.size());
        assertTrue(lines.get(1).startsWith("prt_1"));
        assertTrue(lines.get(2).endsWith("Archive"));
    }

    @Test
    void json_is_printed_as_it_came() {
        answers.put("/v1/clock", "{\"epoch\":5,\"period\":2}");
        assertEquals(Stemma.OK, stemma("clock", "-o", "json"));
        assertTrue(out.toString().contains("\"epoch\": 5"));
    }

    @Test
    void the_read_model_is_shown_and_rebuilt_once_per_request() {
        answers.put("/v1/read-model", "{\"blocksBehind\":0,\"height\":12}");
        assertEquals(Stemma.OK, stemma("read-model", "show"));
        assertTrue(out.toString().contains("12"));
        status = 202;
        assertEquals(Stemma.OK, stemma("read-model", "rebuild", "--request", "again-1"));
        assertEquals("POST /v1/read-model/rebuild Bearer sak_environment again-1 {}", asked.get(1));
    }

    private static final String EVENT =
            "{\"event\":{\"wallet\":\"wal_1\"},\"id\":\"%s\",\"time\":\"T\",\"type\":\"account.walletOpened\"}";

    private static String frame(String id) {
        return "id: " + id + "\nevent: account.walletOpened\ndata: " + EVENT.formatted(id) + "\n\n";
    }

    private static String line(String id) {
        return id + "  T  account.walletOpened  {\"wallet\":\"wal_1\"}";
    }

    @Test
    void events_are_followed_a_line_each_and_resumed() {
        answers.put("/v1/events?type=account&after=earliest", "retry: 2000\n\n" + frame("1-0-0") + ":\nid: 7\n\n");
        assertEquals(Stemma.OK, stemma("event", "follow", "--type", "account", "--after", "earliest", "--count", "2"));
        assertEquals(
                List.of(line("1-0-0"), line("1-0-0")), out.toString().lines().toList());
        assertEquals(List.of("null", "7"), lastIds);
    }

    @Test
    void what_happens_from_now_on_begins_where_the_gateway_is_now_also_if_the_stream_breaks_at_once() {
        answers.put("/v1/read-model", "{\"height\":12}");
        later.put("/v1/events", List.of(": I live\n\n", frame("12-0-0")));
        assertEquals(Stemma.OK, stemma("event", "follow", "--count", "1"));
        assertEquals(List.of("11", "11"), lastIds);
    }

    @Test
    void a_silent_gateway_is_asked_anew_and_nothing_is_left_out() throws IOException {
        answers.put("/v1/read-model", "{\"height\":12}");
        later.put("/v1/events", List.of(frame("12-0-0") + HANG, HANG, frame("13-0-0")));
        assertEquals(Stemma.OK, stemma("event", "follow", "--count", "2", "--silence", "1"));
        assertEquals(
                List.of(line("12-0-0"), line("13-0-0")), out.toString().lines().toList());
        assertEquals(List.of("11", "12-0-0", "12-0-0"), lastIds);
    }

    @Test
    void a_stream_that_is_refused_exits_1() {
        status = 403;
        answers.put("/v1/events", "{\"code\":\"gateway.role_missing\",\"title\":\"No.\",\"facts\":{}}");
        assertEquals(Stemma.REFUSED, stemma("event", "follow"));
    }

    @Test
    void a_webhook_is_added_listed_and_replayed() {
        answers.put("/v1/webhooks", "{\"id\":\"whk_1\",\"secret\":\"whsec_x\"}");
        assertEquals(Stemma.OK, stemma("webhook", "add", "https://example.com/x", "--type", "license"));
        assertTrue(asked.get(0).endsWith("{\"types\":[\"license\"],\"url\":\"https://example.com/x\"}"), asked.get(0));
        assertTrue(out.toString().contains("whsec_x"));
        assertEquals(Stemma.OK, stemma("webhook", "replay", "whk_1", "--after", "3-0-0"));
        assertTrue(asked.get(1).startsWith("POST /v1/webhooks/whk_1/replay"), asked.get(1));
        assertTrue(asked.get(1).endsWith("{\"after\":\"3-0-0\"}"), asked.get(1));
    }

    @Test
    void ids_alone_are_printed_for_scripts() {
        answers.put("/v1/wallets", "{\"id\":\"wal_7\",\"transaction\":\"t\"}");
        assertEquals(Stemma.OK, stemma("wallet", "open", "--party", "prt_1", "-o", "id"));
        assertEquals("wal_7", out.toString().strip());
    }

    @Test
    void a_write_that_does_not_wait_exits_4_until_a_block_has_it() {
        answers.put("/v1/wallets", "{\"id\":\"wal_7\",\"transaction\":\"t1\"}");
        status = 202;
        assertEquals(Stemma.UNDER_WAY, stemma("wallet", "open", "--party", "prt_1", "--wait", "0"));
        assertEquals(List.of("respond-async"), preferred);
        status = 201;
        answers.put("/v1/wallets", "{\"id\":\"wal_7\",\"transaction\":\"t1\",\"block\":7}");
        assertEquals(Stemma.OK, stemma("wallet", "open", "--party", "prt_1", "--wait", "5"));
        assertEquals("wait=5", preferred.get(1));
        assertEquals(Stemma.USAGE, stemma("wallet", "open", "--party", "prt_1", "--wait", "-1"));
    }

    @Test
    void an_unknown_outcome_exits_4() {
        status = 202;
        answers.put("/v1/wallets", "{\"status\":202,\"code\":\"gateway.outcome_unknown\",\"title\":\"Submitted.\"}");
        assertEquals(Stemma.UNDER_WAY, stemma("wallet", "open", "--party", "prt_1"));
    }

    @Test
    void a_transaction_is_followed_to_what_took_its_place() {
        answers.put("/v1/transactions/t1", "{\"id\":\"t1\",\"state\":\"replaced\",\"successor\":\"t2\"}");
        answers.put("/v1/transactions/t2", "{\"id\":\"t2\",\"state\":\"pending\"}");
        assertEquals(Stemma.UNDER_WAY, stemma("transaction", "t1", "--wait", "1"));
        answers.put("/v1/transactions/t2", "{\"id\":\"t2\",\"state\":\"valid\"}");
        assertEquals(Stemma.OK, stemma("transaction", "t1", "--wait", "1"));
        answers.put("/v1/transactions/t2", "{\"id\":\"t2\",\"state\":\"failed\"}");
        assertEquals(Stemma.REFUSED, stemma("transaction", "t1"));
    }

    @Test
    void completion_for_shells_is_generated() {
        CommandLine line = Stemma.commandLine(Map.of());
        line.setOut(new PrintWriter(out, true));
        assertEquals(Stemma.OK, line.execute("generate-completion"));
        assertTrue(out.toString().contains("complete -F"));
    }

    @Test
    void a_refusal_exits_1_with_its_code_and_facts_on_standard_error() {
        status = 429;
        answers.put(
                "/v1/claims",
                "{\"status\":429,\"code\":\"royalty.payables_out_of_bounds\",\"title\":\"Too many.\",\"facts\":{\"asked\":\"51\"}}");
        assertEquals(Stemma.REFUSED, stemma("claim", "--party", "prt_1", "--wallet", "wal_1"));
        assertTrue(err.toString().startsWith("royalty.payables_out_of_bounds"));
        assertTrue(err.toString().contains("asked: 51"));
        assertEquals("", out.toString());
    }

    @Test
    void a_wrong_command_line_exits_2() {
        assertEquals(Stemma.USAGE, stemma("party", "register"));
        assertEquals(Stemma.USAGE, stemma("nonsense"));
        assertEquals(Stemma.USAGE, stemma("clock", "--gateway", "nowhere"));
        assertEquals(Stemma.USAGE, stemma("wallet", "list", "--key-file", folder.resolve("absent") + ""));
        assertEquals(
                Stemma.USAGE,
                stemma("deposit", "attest", "--wallet", "wal_1", "--amount", "1.50XTS", "--reference", "r"));
        assertEquals(List.of(), asked);
    }

    @Test
    void no_gateway_exits_3() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        assertEquals(Stemma.UNREACHABLE, stemma("clock", "--gateway", "http://127.0.0.1:" + free));
    }

    @Test
    void the_key_comes_from_a_file_or_the_environment() throws IOException {
        Path key = Files.writeString(folder.resolve("key"), "sak_file\n");
        Path demo = Files.writeString(folder.resolve("demo-keys.json"), "{\"keys\":{\"buyer\":\"sak_demo\"}}");
        stemma("clock");
        stemma("clock", "--key-file", key.toString());
        stemma("clock", "--key-file", demo + "#buyer");
        assertEquals(Stemma.USAGE, stemma("clock", "--key-file", demo + "#nobody"));
        assertTrue(asked.get(2).contains("Bearer sak_demo"));
        assertTrue(asked.get(0).contains("Bearer sak_environment"));
        assertTrue(asked.get(1).contains("Bearer sak_file"));
    }

    @Test
    void a_write_carries_its_request_id_and_a_canonical_body() {
        stemma(
                "deposit",
                "attest",
                "--wallet",
                "wal_1",
                "--amount",
                "12.5XTS",
                "--reference",
                "r-1",
                "--request",
                "q1");
        assertTrue(asked.get(0).startsWith("POST /v1/deposits"), asked.toString());
        assertTrue(
                asked.get(0)
                        .endsWith(
                                " q1 {\"amount\":{\"amount\":\"12.5\",\"currency\":\"XTS\"},\"reference\":\"r-1\",\"wallet\":\"wal_1\"}"),
                asked.toString());
    }

    @Test
    void a_proposal_is_made_against_what_would_hold_without_it() {
        answers.put(
                "/v1/parameters",
                "{\"period\":4,\"parameters\":[{\"name\":\"quorum\",\"value\":500000,\"versions\":["
                        + "{\"fromPeriod\":0,\"value\":500000},{\"fromPeriod\":9,\"value\":550000}]}]}");
        answers.put("/v1/assets/ast_1", "{\"id\":\"ast_1\",\"standing\":\"listed\"}");
        answers.put(
                "/v1/orders?limit=100",
                "{\"items\":[{\"subject\":\"wallet/wal_1\",\"held\":{\"amount\":\"2\",\"currency\":\"XTS\"}}]}");
        String[] create = {
            "proposal", "create", "--title", "t", "--set", "quorum=600000", "--set", "quorum=600000@12",
            "--pay", "prt_1=12.5XTS", "--order", "ast_1=held", "--hold", "wal_1=5XTS", "--hold", "wal_2=5XTS"
        };
        assertEquals(Stemma.OK, stemma(create), err.toString());
        String sent = asked.get(asked.size() - 1);
        for (String action : List.of(
                "{\"after\":600000,\"before\":500000,\"notBeforePeriod\":0,\"parameter\":\"quorum\",\"type\":\"setParameter\"}",
                "{\"after\":600000,\"before\":550000,\"notBeforePeriod\":12,\"parameter\":\"quorum\",\"type\":\"setParameter\"}",
                "{\"amount\":{\"amount\":\"12.5\",\"currency\":\"XTS\"},\"payee\":\"prt_1\",\"type\":\"payFromTreasury\"}",
                "{\"after\":\"held\",\"asset\":\"ast_1\",\"before\":\"listed\",\"type\":\"orderAsset\"}",
                "{\"after\":{\"amount\":\"5\",\"currency\":\"XTS\"},\"before\":{\"amount\":\"2\",\"currency\":\"XTS\"},\"type\":\"orderAccount\",\"wallet\":\"wal_1\"}",
                "\"before\":{\"amount\":\"0\",\"currency\":\"XTS\"},\"type\":\"orderAccount\",\"wallet\":\"wal_2\"}")) {
            assertTrue(sent.contains(action), action + " in " + sent);
        }
        assertEquals(Stemma.USAGE, stemma("proposal", "create", "--title", "t", "--set", "quorums=1"));
        assertEquals(Stemma.USAGE, stemma("proposal", "create", "--title", "t", "--pay", "prt_1"));
        assertEquals(Stemma.USAGE, stemma("proposal", "create", "--title", "t", "--reasons", "https://example.org"));
    }

    @Test
    void parameters_are_a_table_of_values_and_bounds() {
        answers.put(
                "/v1/parameters",
                "{\"period\":4,\"parameters\":[{\"name\":\"quorum\",\"value\":500000,\"unit\":\"ppm\",\"least\":333333,"
                        + "\"most\":666666,\"fixed\":false,\"versions\":[{\"fromPeriod\":0,\"value\":500000}]}]}");
        assertEquals(Stemma.OK, stemma("parameters", "list"));
        assertEquals(2, out.toString().lines().count(), out.toString());
        assertTrue(out.toString().contains("quorum  500000  ppm   333333  666666"), out.toString());
    }

    @Test
    void each_step_of_a_proposal_is_a_write_of_its_own() {
        for (String step : List.of("open", "queue", "execute", "cancel", "veto")) {
            assertEquals(Stemma.OK, stemma("proposal", step, "prp_1"));
            assertTrue(asked.get(asked.size() - 1).startsWith("POST /v1/proposals/prp_1/" + step + " "));
        }
        assertEquals(Stemma.OK, stemma("proposal", "vote", "prp_1", "against"));
        assertTrue(asked.get(asked.size() - 1).endsWith(" {\"choice\":\"against\"}"));
    }

    @Test
    void without_a_request_id_each_write_has_its_own() {
        stemma("wallet", "fold", "wal_1");
        stemma("wallet", "fold", "wal_1");
        assertFalse(asked.get(0).equals(asked.get(1)));
    }

    @Test
    void verify_asset_says_where_a_byte_was_flipped_and_exits_1() throws IOException {
        Path model = Files.write(folder.resolve("model.stm"), new byte[3000]);
        Manifest manifest = Manifests.of(model);
        AssetVersion version = new AssetVersion(
                new org.stemma.api.AssetId("ast_1"),
                1,
                Contents.of(manifest, "MIT", null),
                List.of(),
                List.of(),
                List.of());
        answers.put("/v1/assets/ast_1/versions/1", Codec.encode(version));
        answers.put("/v1/assets/ast_1/versions/1/manifest", Codec.encode(manifest));
        assertEquals(Stemma.OK, stemma("verify", "asset", "ast_1", "1", model.toString()));
        byte[] bytes = Files.readAllBytes(model);
        bytes[17] ^= 1;
        Files.write(model, bytes);
        assertEquals(Stemma.REFUSED, stemma("verify", "asset", "ast_1", "1", model.toString()));
        assertTrue(out.toString().contains("differs: model.stm#00000000, bytes 0 to 2999"), out.toString());
    }

    private Path file(String name, int bytes) throws IOException {
        return Files.write(folder.resolve(name), new byte[bytes]);
    }

    private int register(Path file, String kind, String... more) {
        List<String> all = new ArrayList<>(List.of(
                "asset",
                "register",
                file.toString(),
                "--kind",
                kind,
                "--name",
                "n",
                "--owner",
                "prt_1",
                "--spdx",
                "MIT"));
        all.addAll(List.of(more));
        return stemma(all.toArray(String[]::new));
    }

    @Test
    void the_id_of_a_registered_asset_is_printed_also_when_its_manifest_is_refused_and_the_same_again_goes_on()
            throws IOException {
        answers.put("/v1/assets", "{\"id\":\"ast_1\",\"transaction\":\"t\",\"block\":3}");
        answers.put("/v1/assets/ast_1/versions/1/manifest", "{\"code\":\"gateway.body_too_large\",\"title\":\"No.\"}");
        refusals.put("/v1/assets/ast_1/versions/1/manifest", 413);
        Path data = file("data.bin", 3);
        assertEquals(Stemma.REFUSED, register(data, "data_set", "-o", "id"));
        assertEquals("ast_1", out.toString().strip());
        assertTrue(err.toString().startsWith("stemma: version 1 of ast_1 is registered"), err.toString());
        assertTrue(err.toString().contains("gateway.body_too_large"), err.toString());
        refusals.clear();
        assertEquals(Stemma.OK, register(data, "data_set", "-o", "id"));
        assertEquals(asked.get(0), asked.get(2), "under the same request id");
        assertEquals(Stemma.OK, register(data, "data_set", "--request", "another"));
        assertTrue(asked.get(4).contains(" another {"), asked.get(4));
        assertEquals(Stemma.OK, register(file("other.bin", 3), "data_set"));
        assertFalse(asked.get(6).equals(asked.get(0)), "another file is another request");
    }

    @Test
    void a_file_that_could_be_registered_as_a_model_and_never_be_served_is_refused_before_the_ledger()
            throws IOException {
        for (String name : List.of("my model.bin", "_w.bin", ".hidden", "w".repeat(129), "größe.bin", "-w", "a#b")) {
            assertEquals(Stemma.USAGE, register(file(name, 3), "model"), name);
            assertTrue(err.toString().contains("rename '" + name + "'"), err.toString());
        }
        assertEquals(Stemma.USAGE, register(file("empty.bin", 0), "model"));
        assertTrue(err.toString().contains("empty.bin is empty"), err.toString());
        assertEquals(List.of(), asked);
        answers.put("/v1/assets", "{\"id\":\"ast_1\"}");
        assertEquals(Stemma.OK, register(file("w".repeat(128), 3), "model"));
        assertEquals(Stemma.OK, register(file("my data.bin", 3), "data_set"));
    }

    @Test
    void a_model_in_an_archive_is_registered_in_pieces_as_the_gateway_cuts_it_and_verified_so() throws IOException {
        Path model = Archives.zip(folder.resolve("model.zip"), Map.of("weights", "w"));
        answers.put("/v1/assets", "{\"id\":\"ast_1\"}");
        assertEquals(Stemma.OK, register(model, "model"));
        assertTrue(asked.get(1).contains("model.zip#00000000"), asked.get(1));
        Manifest manifest = Manifests.of(model, Manifests.MODEL);
        answers.put(
                "/v1/assets/ast_1/versions/1",
                Codec.encode(new AssetVersion(
                        new org.stemma.api.AssetId("ast_1"),
                        1,
                        Contents.of(manifest, "MIT", null),
                        List.of(),
                        List.of(),
                        List.of())));
        answers.put("/v1/assets/ast_1/versions/1/manifest", Codec.encode(manifest));
        assertEquals(Stemma.OK, stemma("verify", "asset", "ast_1", "1", model.toString()), out.toString());
        refusals.put("/v1/assets/ast_1/versions/1/manifest", 404);
        assertEquals(Stemma.OK, stemma("verify", "asset", "ast_1", "1", model.toString()), out.toString());
    }

    @Test
    void a_manifest_of_ten_thousand_files_is_sent_a_leaf_per_line() throws IOException {
        Map<String, String> files = new TreeMap<>();
        for (int i = 0; i < 10_000; i++) {
            files.put("f" + i, "");
        }
        Path archive = Archives.zip(folder.resolve("data.zip"), files);
        answers.put("/v1/assets", "{\"id\":\"ast_1\"}");
        assertEquals(Stemma.OK, register(archive, "data_set"), err.toString());
        String sent = asked.get(1).substring(asked.get(1).indexOf('{'));
        List<ContentTree.Leaf> leaves = sent.lines()
                .map(line -> Codec.decode(line, ContentTree.Leaf.class))
                .toList();
        assertEquals(Manifests.of(archive).leaves(), leaves);
        assertEquals("application/x-ndjson", kinds.get(1));
    }

    @Test
    void the_root_of_a_manifest_is_on_standard_output_in_each_form() throws IOException {
        Path data = file("Bücher é.bin", 3);
        String root = Manifests.of(data).root().value();
        assertEquals(Stemma.OK, stemma("-o", "id", "manifest", data.toString()));
        assertEquals(root, out.toString().strip());
        out.getBuffer().setLength(0);
        assertEquals(Stemma.OK, stemma("-o", "json", "manifest", data.toString()));
        assertTrue(out.toString().contains("\"root\": \"" + root + "\""), out.toString());
        assertTrue(out.toString().contains("\"path\": \"Bücher é.bin#00000000\""), out.toString());
        out.getBuffer().setLength(0);
        assertEquals(Stemma.OK, stemma("manifest", data.toString()));
        assertTrue(out.toString().contains(root), out.toString());
        assertEquals("", err.toString());
    }

    @Test
    void nothing_that_others_wrote_steers_a_terminal() throws IOException {
        Path model = file("model.stm", 3);
        String odd = "../../x\u001b[31m\u202e\u009b\n\u2028y#00000000";
        Manifest manifest = new Manifest(List.of(new ContentTree.Leaf(odd, 3, Manifests.digest(model))));
        answers.put(
                "/v1/assets/ast_1/versions/1",
                Codec.encode(new AssetVersion(
                        new org.stemma.api.AssetId("ast_1"),
                        1,
                        Contents.of(manifest, "MIT", null),
                        List.of(),
                        List.of(),
                        List.of())));
        String json = Codec.encode(manifest);
        answers.put("/v1/assets/ast_1/versions/1/manifest", json);
        Files.write(model, new byte[] {1, 2, 3});
        assertEquals(Stemma.REFUSED, stemma("verify", "asset", "ast_1", "1", model.toString()));
        assertEquals(Stemma.OK, stemma("asset", "manifest", "ast_1", "1"));
        assertEquals(Stemma.OK, stemma("asset", "manifest", "ast_1", "1", "-o", "json"));
        status = 400;
        answers.put(
                "/v1/parties/" + "prt_1",
                "{\"code\":\"x.y\",\"title\":\"a\\u001bb\",\"facts\":{\"k\\u001b\":\"v\\u202e\"}}");
        assertEquals(Stemma.REFUSED, stemma("party", "show", "prt_1"));
        assertEquals(Stemma.USAGE, stemma("party", "\u001b[31m"));
        String shown = out.toString() + err;
        assertTrue(shown.contains("../../x\\u001b[31m\\u202e\\u009b\\u000a\\u2028y"), shown);
        assertTrue(shown.contains("a\\u001bb"), shown);
        assertTrue(shown.chars().allMatch(c -> c == '\n' || (c >= ' ' && c < 0x7f)), shown);
    }

    @Test
    void an_argument_that_is_no_text_is_refused_before_it_is_sent() {
        assertEquals(Stemma.USAGE, stemma("party", "register", "--name", "B\ufffdcher", "--kind", "licensee"));
        assertTrue(err.toString().contains("is not UTF-8"), err.toString());
        assertEquals(List.of(), asked);
    }

    @Test
    void what_is_typed_names_one_thing_whatever_characters_it_has() {
        assertEquals(Stemma.OK, stemma("asset", "show", "a b/../c?d#é"));
        assertTrue(asked.get(0).startsWith("GET /v1/assets/a%20b%2F..%2Fc%3Fd%23%C3%A9 "), asked.get(0));
        assertEquals(Stemma.OK, stemma("asset", "list", "--owner", "x y&limit=1"));
        assertTrue(asked.get(1).startsWith("GET /v1/assets?owner=x%20y%26limit%3D1&limit=100 "), asked.get(1));
        for (String step : List.of("", ".", "..")) {
            assertEquals(Stemma.USAGE, stemma("asset", "show", step));
        }
        assertEquals(2, asked.size());
    }

    @Test
    void a_contributor_or_parent_whose_number_is_none_is_a_sentence_and_exit_2() throws IOException {
        Path data = file("data.bin", 3);
        for (String odd : List.of(
                "prt_1:author:10%", "prt_1:author:", "prt_1:author:9999999999", "p:author:1", "prt_1", "a:b:c:d")) {
            assertEquals(Stemma.USAGE, register(data, "data_set", "--contributor", odd), odd);
        }
        assertEquals(Stemma.USAGE, register(data, "data_set", "--parent", "ast_1:x:grt_1"));
        assertTrue(err.toString().contains("10% in prt_1:author:10%"), err.toString());
        assertEquals(List.of(), asked);
    }

    @Test
    void every_command_has_a_description() {
        Stemma.commandLine(Map.of()).getSubcommands().values().forEach(StemmaTest::described);
    }

    private static void described(CommandLine line) {
        assertTrue(
                line.getCommandSpec().usageMessage().description().length > 0,
                line.getCommandSpec().qualifiedName());
        line.getSubcommands().values().forEach(StemmaTest::described);
    }
}
