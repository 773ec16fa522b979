package org.stemma.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.stemma.api.Codec;
import org.stemma.api.asset.AssetVersion;
import org.stemma.api.asset.ContentTree;
import org.stemma.api.asset.ContentTree.Manifest;
import org.stemma.client.content.Contents;
import org.stemma.client.content.Manifests;
import picocli.CommandLine;

/** What all commands have in common, and those of few words. */
final class StemmaTest extends CommandCase {
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
    void the_treasury_is_asked_for_without_pages_which_it_does_not_have() {
        answers.put("/v1/treasury", "{\"items\":[{\"currency\":\"XTS\",\"feeCount\":3}]}");
        assertEquals(Stemma.OK, stemma("treasury", "show"));
        assertTrue(out.toString().contains("XTS"), out.toString());
        assertTrue(asked.get(0).startsWith("GET /v1/treasury "), asked.get(0));
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
