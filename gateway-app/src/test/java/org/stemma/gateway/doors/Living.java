package org.stemma.gateway.doors;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.stemma.api.Codec;
import org.stemma.api.GrantId;
import org.stemma.api.MeterId;
import org.stemma.api.usage.UsageCommand;
import org.stemma.api.usage.UsageLine;
import org.stemma.contracts.story.Sample;
import org.stemma.contracts.story.World;
import org.stemma.gateway.offline.Outsider;
import org.stemma.gateway.support.ApiDocument;

/**
 * The document's examples made alive: what an example names (an id, a digest, a signature, a time) is replaced by what
 * exists here, and all else is sent as it stands in the document.
 */
final class Living {
    private static final Pattern NAMES =
            Pattern.compile("(ast|prt|grt|wal|mtr|sal|wdr|prp|whk|key)_[0-9a-f]+|(sha256:)?[0-9a-f]{64}(\\.[0-9]{4})?");

    /** Members that say when, by the world's clock. */
    private static final Set<String> TIMES = Set.of("from", "until");

    /** Members that say which one in an order of the world's. */
    private static final Set<String> NUMBERS = Set.of("period", "sequence");

    /** Examples that name parents: then another function writes them than the document names. */
    private static final Map<String, String> WITH_PARENTS =
            Map.of("registerAsset", "license:registerDerived", "addVersion", "license:addDerivedVersion");

    private static final Set<String> OF_SERVED = Set.of("putArtifact", "complete");
    static final Set<String> OF_OWN_METER = Set.of("flushMeter", "listAside", "retryAside");
    private static final Set<String> OF_DOCUMENTED = Set.of("putManifest", "getManifest");

    private final Door door;
    private final Law law;
    private final World world;
    private final MeterId meter;
    private final Outsider outsider;

    /** The example of what is to be signed elsewhere. */
    private final Map<String, Object> preparation;

    private final Map<String, Sample> samples = new TreeMap<>();
    private int made;

    /** A request as it is to be sent. */
    record Asked(String path, BodyPublisher body, String id) {
        /** Of a caller who is not let in: as it stands in the document. */
        static Asked of(ApiDocument.Operation operation, String caller) {
            return of(operation.examplePath(), operation.body(), "matrix-" + caller);
        }

        private static Asked of(String path, String body, String id) {
            return new Asked(path, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body), id);
        }
    }

    Living(Door door, Law law, MeterId meter, ApiDocument document, Path folder)
            throws IOException, GeneralSecurityException {
        this.door = door;
        this.law = law;
        this.world = law.world;
        this.meter = meter;
        outsider = new Outsider(folder, "outsider");
        preparation = document.operations().stream()
                .filter(operation -> operation.id().equals("prepareProposal"))
                .map(operation -> Codec.members(operation.body()))
                .findFirst()
                .orElseThrow();
        Sample.all(world).forEach(sample -> samples.putIfAbsent(sample.function(), sample));
    }

    /** The invocation of the contract that succeeds here, if the operation is one of the ledger's. */
    @Nullable
    Sample sample(ApiDocument.Operation operation) {
        String function = operation.role().replaceAll("(?s)^.*Writes ", "");
        return samples.get(WITH_PARENTS.getOrDefault(operation.id(), function));
    }

    /** The operation's example for a caller who is let in; made anew for each, where it can be done only once. */
    Asked ask(ApiDocument.Operation operation, String caller, int turn) throws IOException {
        Sample sample = sample(operation);
        String id = "matrix-" + operation.id() + "-" + caller;
        Map<String, Object> values = sample == null ? Map.of() : Codec.members(sample.json());
        String path = path(operation, values);
        switch (operation.id()) {
            case "putArtifact" -> {
                return new Asked(path, BodyPublishers.ofByteArray(law.stage.model()), id);
            }
            case "prepareProposal", "endorseProposal", "submitTransaction" -> {
                return offline(operation, door.key(RefusalsOverRestTest.identity(caller)), id);
            }
            default -> {}
        }
        Map<String, Object> body = new LinkedHashMap<>();
        if (!operation.body().isEmpty()) {
            Codec.members(operation.body())
                    .forEach((name, value) -> body.put(name, fit(name, value, values.get(name))));
        }
        if (operation.id().equals("settle")) {
            body.put("period", law.stage.unsettled.get(turn));
        } else if (operation.id().equals("reportUsage")) {
            body.put("signature", signature(body));
            id = String.valueOf(values.get("request"));
        }
        return Asked.of(path, operation.body().isEmpty() ? "" : Codec.write(body), id);
    }

    private String path(ApiDocument.Operation operation, Map<String, Object> values) throws IOException {
        Map<String, String> named = new TreeMap<>();
        values.forEach((name, value) -> named.put(name, String.valueOf(value)));
        String path = operation.path();
        if (OF_SERVED.contains(operation.id())) {
            named.put("id", law.stage.served.value());
        } else if (OF_DOCUMENTED.contains(operation.id())) {
            named.put("id", law.stage.documented.value());
        } else if (OF_OWN_METER.contains(operation.id())) {
            named.put("id", meter.value());
        } else if (operation.id().equals("getSettlement")) {
            named.put("period", Long.toString(world.settled));
        } else if (operation.id().equals("getTerms")) {
            named.put("digest", world.perByte.value());
        } else if (operation.id().equals("getTransaction")) {
            named.put("id", "beginning");
        } else if (path.startsWith("/v1/keys/{")) {
            String id = made("/v1/keys", "{\"identity\":\"owner\",\"label\":\"to be changed\"}");
            named.put(path.contains("{key}") ? "key" : "id", id);
        } else if (path.startsWith("/v1/webhooks/{")) {
            named.put("id", made("/v1/webhooks", "{\"url\":\"https://hooks.example/stemma\"}"));
        } else if (path.contains("/pools") || path.contains("/holdings")) {
            named.putIfAbsent("asset", world.shared.value());
        }
        return operation.examplePath((name, example) -> named.getOrDefault(name, alive(example)));
    }

    private String alive(String example) {
        return NAMES.matcher(example).matches() ? exists(example) : example;
    }

    /** Something of this gateway's own that the operation may use up. */
    private String made(String path, String body) throws IOException {
        var answer = door.send(
                door.request(path, door.key("admin"), "made-" + made++).POST(BodyPublishers.ofString(body)));
        return String.valueOf(Codec.members(answer.body()).get("id"));
    }

    private Object fit(String name, Object example, @Nullable Object sample) {
        if (example instanceof Map<?, ?> members) {
            Map<?, ?> values = sample instanceof Map<?, ?> map ? map : Map.of();
            Map<String, Object> fitted = new LinkedHashMap<>();
            members.forEach(
                    (key, value) -> fitted.put(String.valueOf(key), fit(String.valueOf(key), value, values.get(key))));
            return fitted;
        }
        if (example instanceof List<?> list) {
            return fit(name, list, sample instanceof List<?> values ? values : List.of());
        }
        boolean names = NAMES.matcher(String.valueOf(example)).matches();
        if (sample != null && (names || NUMBERS.contains(name))) {
            return sample;
        }
        if (!names && TIMES.contains(name)) {
            return world.network.now().minusSeconds(1).toString();
        }
        return example instanceof String text ? alive(text) : example;
    }

    private List<Object> fit(String name, List<?> example, List<?> values) {
        List<Object> fitted = new ArrayList<>();
        for (int i = 0; i < example.size(); i++) {
            fitted.add(fit(name, Objects.requireNonNull(example.get(i)), i < values.size() ? values.get(i) : null));
        }
        return fitted;
    }

    /** Something that exists here, of the kind that an example names. */
    private String exists(String named) {
        return switch (named.replaceAll("_.*|:.*", "")) {
            case "ast" -> world.model.value();
            case "prt" -> world.lab.value();
            case "grt" -> world.grant.value();
            case "wal" -> world.labWallet.value();
            case "mtr" -> world.meter.value();
            case "sal" -> world.sale.value();
            case "wdr" -> world.withdrawal.value();
            case "prp" -> law.stage.proposal.value();
            default -> named;
        };
    }

    private String signature(Map<String, Object> report) {
        List<UsageLine> lines = new ArrayList<>();
        for (Object one : (List<?>) Objects.requireNonNull(report.get("lines"))) {
            Map<?, ?> line = (Map<?, ?>) one;
            lines.add(new UsageLine(
                    new GrantId(String.valueOf(line.get("grant"))),
                    number(line.get("events")),
                    number(line.get("units")),
                    Instant.parse(String.valueOf(line.get("from"))),
                    Instant.parse(String.valueOf(line.get("until")))));
        }
        return world.story.sign(UsageCommand.Report.statement(world.meter, number(report.get("sequence")), lines));
    }

    private static long number(@Nullable Object value) {
        return Long.parseLong(String.valueOf(value));
    }

    /** The three steps of signing elsewhere, up to the one that is asked. */
    private Asked offline(ApiDocument.Operation operation, String key, String id) throws IOException {
        Map<String, Object> first = new TreeMap<>(preparation);
        Map<String, Object> command = new TreeMap<>();
        ((Map<?, ?>) Objects.requireNonNull(first.get("command")))
                .forEach((name, value) -> command.put(String.valueOf(name), value));
        command.put("request", id);
        first.put("command", command);
        first.put("certificate", outsider.certificate());
        if (operation.id().equals("prepareProposal")) {
            return Asked.of(operation.path(), Codec.write(first), id);
        }
        Map<String, Object> second = signed("/v1/offline/proposals", key, id, first, "proposal");
        if (operation.id().equals("endorseProposal")) {
            return Asked.of(operation.path(), Codec.write(second), id);
        }
        Map<String, Object> third = signed("/v1/offline/transactions", key, id, second, "payload");
        return Asked.of(operation.path(), Codec.write(third), id);
    }

    /** Takes a step and signs what it gives. */
    private Map<String, Object> signed(String path, String key, String id, Map<String, Object> body, String member)
            throws IOException {
        HttpRequest.Builder request = door.request(path, key, id);
        var answer = door.send(request.POST(BodyPublishers.ofString(Codec.write(new TreeMap<>(body)))));
        String bytes = String.valueOf(Codec.members(answer.body()).get(member));
        Map<String, Object> signed = new TreeMap<>();
        signed.put(member, bytes);
        try {
            byte[] signature = outsider.sign(Base64.getDecoder().decode(bytes.getBytes(StandardCharsets.US_ASCII)));
            signed.put("signature", Base64.getEncoder().encodeToString(signature));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException(path + " was answered " + answer.body(), e);
        }
        return signed;
    }
}
