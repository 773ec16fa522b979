package org.stemma.client;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stemma.client.gateway.Printable;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Every command, and each of its arguments in turn with what nobody should type. */
final class OddArgumentsTest {
    private static final List<String> ODD = List.of(
            "a b",
            "",
            "..",
            "x/../y",
            "%41",
            "\u00fc \u00e9",
            "10%",
            "-1",
            "99999999999999999999",
            "\u001b[31m\n",
            "?a=b&c#d",
            "@x",
            "=",
            ":::",
            "{\"a\":1}",
            "\u202ex",
            "XTS",
            "/");

    /** What is right where a form is asked for; else an id is. */
    private static final Map<String, String> RIGHT = Map.ofEntries(
            Map.entry("--amount", "1XTS"),
            Map.entry("--price", "1XTS"),
            Map.entry("--max-price", "1XTS"),
            Map.entry("--max-fee", "1XTS"),
            Map.entry("--preset", "train-free"),
            Map.entry("--count", "1"),
            Map.entry("--party", "prt_1"),
            Map.entry("--set", "quorum=1"),
            Map.entry("--pay", "prt_1=1XTS"),
            Map.entry("--order", "ast_1=held"),
            Map.entry("--hold", "wal_1=1XTS"));

    /** Whatever is asked, so that a command goes on to its end. */
    private static final String ANSWER =
            "{\"id\":\"x_1\",\"version\":1,\"kind\":\"data_set\",\"state\":\"valid\",\"status\":\"UP\","
                    + "\"items\":[],\"leaves\":[],\"standing\":\"listed\",\"height\":9,\"period\":1,"
                    + "\"parameters\":[{\"name\":\"quorum\",\"versions\":[{\"fromPeriod\":0,\"value\":1}]}]}";

    private static final String STREAM = "id: 1-0-0\ndata: " + ANSWER + "\n\n";

    @TempDir
    Path folder = Path.of("");

    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private final StringWriter err = new StringWriter();
    private final HttpServer server = Servers.fresh();
    private final CommandLine stemma = Stemma.commandLine(Map.of());
    private int runs;

    @BeforeEach
    void start() {
        server.createContext("/", this::answer);
        server.start();
        stemma.setOut(Printable.writer(new StringWriter())).setErr(Printable.writer(err));
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        asked.add(exchange.getRequestURI().getRawPath());
        boolean follows =
                "text/event-stream".equals(exchange.getRequestHeaders().getFirst("Accept"));
        byte[] answer = (follows ? STREAM : ANSWER).getBytes(StandardCharsets.UTF_8);
        exchange.getRequestBody().readAllBytes();
        exchange.sendResponseHeaders(200, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    @Test
    void odd_arguments_of_every_command_end_in_a_sentence_and_name_one_thing() throws IOException {
        Files.writeString(folder.resolve("data.bin"), "data");
        walk(stemma);
        assertTrue(runs > 2000, runs + " runs");
    }

    @Test
    void odd_values_of_what_all_commands_share_end_in_a_sentence() {
        for (String option : List.of("--gateway", "--key-file", "--ca", "--request", "--wait", "-o")) {
            for (String odd : ODD) {
                run("wallet", "fold", "wal_1", option, odd);
            }
        }
        for (String url : List.of(
                "ftp://127.0.0.1",
                "http://[::1",
                "http://",
                "http://a b",
                "file:/etc/passwd",
                "http://127.0.0.1:99999")) {
            assertTrue(run("clock", "--gateway", url) != Stemma.OK, url);
        }
    }

    private void walk(CommandLine line) {
        line.getSubcommands().values().forEach(this::walk);
        CommandSpec spec = line.getCommandSpec();
        if (!line.getSubcommands().isEmpty() || spec.name().equals("generate-completion")) {
            return;
        }
        List<String> path = new ArrayList<>(List.of(spec.qualifiedName().split(" ")));
        path.remove(0);
        List<ArgSpec> slots = new ArrayList<>(spec.positionalParameters());
        spec.options().stream()
                .filter(option -> !option.inherited() && option.arity().max() > 0)
                .forEach(slots::add);
        for (ArgSpec slot : slots) {
            int steps = steps(arguments(path, spec, slot, right(slot, nameOf(slot))));
            for (String odd : ODD) {
                String[] arguments = arguments(path, spec, slot, odd);
                int found = steps(arguments);
                assertTrue(found == steps || found == 0, String.join(" ", arguments) + " asked " + asked);
            }
        }
    }

    /** Runs it, and returns how many steps the first path has that was asked for; 0 if none was. */
    private int steps(String... arguments) {
        asked.clear();
        run(arguments);
        return asked.isEmpty() ? 0 : asked.get(0).split("/", -1).length;
    }

    private int run(String... arguments) {
        runs++;
        err.getBuffer().setLength(0);
        List<String> all = new ArrayList<>(List.of(arguments));
        if (!all.contains("--gateway")) {
            all.add("--gateway");
            all.add("http://127.0.0.1:" + server.getAddress().getPort());
        }
        int code = stemma.execute(all.toArray(String[]::new));
        String what = String.join(" ", arguments) + " ended with " + code + ": " + err;
        assertTrue(code >= Stemma.OK && code <= Stemma.UNDER_WAY, what);
        assertFalse(err.toString().contains("\tat ") || err.toString().contains("Exception"), what);
        assertTrue(code == Stemma.OK || err.getBuffer().length() > 0, what);
        return code;
    }

    /** What a command needs, one of it replaced. */
    private String[] arguments(List<String> path, CommandSpec spec, ArgSpec replaced, String odd) {
        List<String> all = new ArrayList<>(path);
        for (OptionSpec option : spec.options()) {
            boolean chosen = isNeeded(option);
            if (!option.inherited() && option.arity().max() > 0 && (chosen || option == replaced)) {
                all.add(option.longestName());
                all.add(option == replaced ? odd : right(option, nameOf(option)));
            }
        }
        for (PositionalParamSpec parameter : spec.positionalParameters()) {
            if (parameter.required() || parameter == replaced) {
                all.add(parameter == replaced ? odd : right(parameter, nameOf(parameter)));
            }
        }
        return all.toArray(String[]::new);
    }

    /** A stream is read to its first event; of a group that wants one, the last is taken. */
    private static boolean isNeeded(OptionSpec option) {
        ArgGroupSpec group = option.group();
        if (group != null) {
            List<ArgSpec> members = new ArrayList<>(group.args());
            return members.get(members.size() - 1) == option;
        }
        return option.required() || option.longestName().equals("--count");
    }

    private static String nameOf(ArgSpec slot) {
        return slot instanceof OptionSpec option ? option.longestName() : slot.paramLabel();
    }

    private String right(ArgSpec argument, String name) {
        if (argument.type() == Path.class) {
            return folder.resolve("data.bin").toString();
        } else if (argument.type() == long.class || argument.type() == Long.class || argument.type() == int.class) {
            return "1";
        }
        return RIGHT.getOrDefault(name, "x_1");
    }
}
