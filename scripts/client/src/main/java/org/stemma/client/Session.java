package org.stemma.client;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.stemma.api.Codec;
import org.stemma.api.Digest;
import org.stemma.client.gateway.Address;
import org.stemma.client.gateway.Gateway;
import org.stemma.client.gateway.Json;
import org.stemma.client.gateway.Printable;
import org.stemma.client.gateway.Tables;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The options that every command has, and what they mean: which gateway, under which key, printed how. */
final class Session {
    private static final int LONGEST_WAIT = 600;
    private static final int LAST_PORT = 65_535;
    private static final long POLL_MILLIS = 250;

    enum Output {
        table,
        json,
        id
    }

    @Option(
            names = "--gateway",
            scope = ScopeType.INHERIT,
            paramLabel = "URL",
            defaultValue = "${env:STEMMA_GATEWAY:-http://127.0.0.1:17008}",
            description = "the gateway; default: $STEMMA_GATEWAY, else ${DEFAULT-VALUE}")
    private String gateway = "";

    @Option(
            names = "--key-file",
            scope = ScopeType.INHERIT,
            paramLabel = "FILE[#IDENTITY]",
            description = "a file that holds the key, or a gateway's demo-keys.json and the identity; "
                    + "default: $STEMMA_KEY. Without: what is public")
    private @Nullable String keyFile;

    @Option(
            names = "--ca",
            scope = ScopeType.INHERIT,
            paramLabel = "FILE",
            description = "the PEM file of the authority that the gateway's TLS certificate is from; "
                    + "default: $STEMMA_CA. Without: those that Java trusts")
    private @Nullable Path ca;

    @Option(
            names = "--request",
            scope = ScopeType.INHERIT,
            paramLabel = "ID",
            description = "the request id of a write: the same again is answered, not done again; default: random")
    private @Nullable String request;

    @Option(
            names = "--wait",
            scope = ScopeType.INHERIT,
            paramLabel = "SECONDS",
            description =
                    "how long a write waits for its commit, and a question for a transaction's end; 0: not at all; "
                            + "default: a write as long as the gateway does, a question not at all")
    private @Nullable Integer wait;

    @Option(
            names = {"-o", "--output"},
            scope = ScopeType.INHERIT,
            paramLabel = "table|json|id",
            defaultValue = "table",
            description = "how answers are printed; id: the ids alone; default: ${DEFAULT-VALUE}")
    private Output output = Output.table;

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    private final Map<String, String> environment;

    Session(Map<String, String> environment) {
        this.environment = environment;
    }

    Gateway gateway() {
        return gatewayAt(uri(gateway), key());
    }

    Gateway gatewayAt(URI address, Optional<String> itsKey) {
        Optional<Path> authority = Optional.ofNullable(ca).or(() -> Optional.ofNullable(environment.get("STEMMA_CA"))
                .filter(name -> !name.isBlank())
                .map(Path::of));
        try {
            return new Gateway(address, itsKey, authority);
        } catch (IOException e) {
            throw usage("--ca: " + Failures.sentence(e));
        }
    }

    /** A key never stands on the command line: other users could read it there. */
    private Optional<String> key() {
        if (keyFile == null) {
            return Optional.ofNullable(environment.get("STEMMA_KEY"))
                    .filter(key -> !key.isBlank())
                    .map(key -> mustBeKey(key.strip(), "$STEMMA_KEY"));
        }
        return Optional.of(keyIn(keyFile));
    }

    private String mustBeKey(String key, String where) {
        if (!Gateway.isHeader(key)) {
            throw usage(where + " holds no key");
        }
        return key;
    }

    /** A file with one key, or behind a hash sign the name of one of the keys in a gateway's file of demo keys. */
    String keyIn(String name) {
        int hash = name.indexOf('#');
        Path file = Path.of(hash < 0 ? name : name.substring(0, hash));
        try {
            String text = Files.readString(file).strip();
            if (hash < 0) {
                return mustBeKey(text, file.toString());
            }
            JsonObject keys = JsonParser.parseString(text).getAsJsonObject();
            String identity = name.substring(hash + 1);
            return Json.find(keys, "keys", identity)
                    .map(Json::plain)
                    .orElseThrow(() -> usage(file + " holds no key of " + identity));
        } catch (IOException e) {
            throw usage("the key file " + Failures.sentence(e));
        } catch (JsonParseException | IllegalStateException e) {
            throw usage("the key file " + file + " holds no keys by identity: " + e.getMessage());
        }
    }

    URI uri(String text) {
        try {
            URI uri = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
            boolean speaks = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (speaks && uri.getHost() != null && uri.getPort() <= LAST_PORT) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // Said below, as for an address without a host.
        }
        throw usage("a gateway's address is expected, such as http://127.0.0.1:17008, not " + text);
    }

    String request() {
        return request("cli-" + UUID.randomUUID());
    }

    /** The id that was given, or else one of what is asked: the same again is then the same request. */
    String request(String path, Map<String, ?> body) {
        byte[] asked = (path + "\n" + Codec.encode(body)).getBytes(StandardCharsets.UTF_8);
        return request("cli-" + Digest.of(asked).value());
    }

    private String request(String otherwise) {
        if (request == null) {
            return otherwise;
        } else if (Gateway.isHeader(request)) {
            return request;
        }
        throw usage("--request takes letters, digits and . _ : -, not '" + request + "'");
    }

    ParameterException usage(String message) {
        return new ParameterException(command().commandLine(), message);
    }

    PrintWriter out() {
        return command().commandLine().getOut();
    }

    PrintWriter err() {
        return command().commandLine().getErr();
    }

    private CommandSpec command() {
        if (spec == null) {
            throw new IllegalStateException("picocli sets the command before it runs");
        }
        return spec;
    }

    /** Prints an answer as asked. */
    int show(JsonElement answer) {
        if (output == Output.json) {
            out().println(new GsonBuilder()
                    .setPrettyPrinting()
                    .disableHtmlEscaping()
                    .create()
                    .toJson(answer));
        } else if (output == Output.id) {
            ids(answer).forEach(id -> out().println(Printable.line(id)));
        } else {
            Tables.of(answer).forEach(out()::println);
        }
        return Stemma.OK;
    }

    private static List<String> ids(JsonElement answer) {
        if (answer instanceof JsonArray array) {
            return array.asList().stream().flatMap(item -> ids(item).stream()).toList();
        }
        return answer instanceof JsonObject object && object.has("id") ? List.of(Json.text(object, "id")) : List.of();
    }

    /** Prints all pages of a list; the columns come first, as far as an item has them. */
    int showList(String path, String... columns) {
        JsonArray items = new JsonArray();
        gateway().list(path).forEach(items::add);
        return showItems(items, columns);
    }

    /** Prints what is listed; the columns come first, as far as an item has them. */
    int showItems(JsonArray items, String... columns) {
        if (output != Output.table) {
            return show(items);
        }
        Tables.rows(items, List.of(columns)).forEach(out()::println);
        return Stemma.OK;
    }

    /** Prints one of those that follow each other: a line each, so that others can read along. */
    void showLine(JsonObject item, String... columns) {
        if (output == Output.json) {
            out().println(item);
        } else if (output == Output.id) {
            out().println(Printable.line(Json.text(item, "id")));
        } else {
            out().println(Stream.of(columns)
                    .map(column -> Json.find(item, column).map(Json::plain).orElse("-"))
                    .map(Printable::line)
                    .collect(Collectors.joining("  ")));
        }
        out().flush();
    }

    int showObject(String path) {
        return show(gateway().get(path));
    }

    boolean printsIds() {
        return output == Output.id;
    }

    int write(String path, Map<String, ?> body) {
        if (wait == null) {
            return show(gateway().post(path, request(), body));
        }
        JsonObject answer = gateway().post(path, request(), body, patience());
        show(answer);
        return answer.has("transaction") && !answer.has("block") ? Stemma.UNDER_WAY : Stemma.OK;
    }

    private int patience() {
        int seconds = wait == null ? 0 : wait;
        if (seconds < 0 || seconds > LONGEST_WAIT) {
            throw usage("--wait takes 0 to " + LONGEST_WAIT + " seconds");
        }
        return seconds;
    }

    /** Shows a transaction, after its end if it comes in the time that is given to it. */
    int showTransaction(String id) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(patience());
        String next = id;
        while (true) {
            JsonObject found = gateway().object(Address.of("/v1/transactions/{}", next));
            String state = Json.text(found, "state");
            if (state.equals("replaced")) {
                next = Json.text(found, "successor");
            } else if (!state.equals("pending") || System.nanoTime() >= end) {
                show(found);
                return switch (state) {
                    case "valid" -> Stemma.OK;
                    case "pending" -> Stemma.UNDER_WAY;
                    default -> Stemma.REFUSED;
                };
            } else {
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting", e);
        }
    }

    /** Prints lines of a report, as an array of strings for machines. */
    void lines(List<String> lines) {
        if (output == Output.json) {
            JsonArray array = new JsonArray();
            lines.forEach(array::add);
            show(array);
        } else {
            lines.forEach(line -> out().println(Printable.line(line)));
        }
    }
}
