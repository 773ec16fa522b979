package org.stemma.gateway.serving;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.stemma.api.AssetId;
import org.stemma.api.Codec;
import org.stemma.api.Digest;
import org.stemma.api.GrantId;
import org.stemma.api.MeterId;
import org.stemma.api.Refused;
import org.stemma.api.RequestId;
import org.stemma.api.kernel.KernelRefusal;
import org.stemma.api.license.Authorization;
import org.stemma.api.license.Terms;
import org.stemma.gateway.security.GrantUser;
import org.stemma.gateway.web.Malformed;

/**
 * Completes prompts under grants by the models that this gateway holds. The same request again gets the same answer and is
 * counted once, as long as it comes to the same copy of the gateway.
 */
final class Completions {
    static final int MAX_PROMPT_BYTES = 16 << 10;
    static final int MAX_OUTPUT_BYTES = 4096;

    /** What is asked for. */
    record Ask(String prompt, long maxBytes, Terms.Purpose purpose, Optional<Long> seed) {
        void check() {
            if (maxBytes < 1 || maxBytes > MAX_OUTPUT_BYTES) {
                throw Malformed.at("maxBytes", "1 to " + MAX_OUTPUT_BYTES + " are expected");
            }
            if (prompt.getBytes(StandardCharsets.UTF_8).length > MAX_PROMPT_BYTES) {
                throw Malformed.at("prompt", "at most " + MAX_PROMPT_BYTES + " bytes of UTF-8 are expected");
            }
        }

        /** A request belongs to the key that made it: another key could not open its answer. */
        Digest digest(AssetId asset, GrantUser user) {
            return Digest.of(Codec.encode(new TreeMap<>(Map.of("asset", asset, "ask", this, "key", user.key()))));
        }
    }

    /** What came out, and what it is charged to. */
    record Answer(String completion, String completionBase64, long units, GrantId grant, MeterId meter, long version) {}

    /** Calls of one request wait for each other, and for no others. */
    private record Repeat(GrantId grant, RequestId request) {}

    private final Uses uses;
    private final Models models;
    private final MeterLog log;
    private final OneAtATime<Repeat, Remembered> repeats = new OneAtATime<>();

    Completions(Uses uses, Models models, MeterLog log) {
        this.uses = uses;
        this.models = models;
        this.log = log;
    }

    /** The answer's canonical JSON. */
    String complete(GrantUser user, AssetId asset, Ask ask, Optional<RequestId> request) {
        ask.check();
        if (request.isEmpty()) {
            return answer(user.grant(), asset, ask, Optional.empty());
        }
        RequestId id = request.get();
        SealedAnswer seal = new SealedAnswer(user, id, ask.digest(asset, user));
        Remembered answered =
                repeats.of(new Repeat(user.grant(), id), uses.patience(), () -> log.answer(user.grant(), id)
                        .orElseGet(() -> seal.seal(answer(user.grant(), asset, ask, Optional.of(seal)))));
        Refused.unless(answered.command().equals(seal.command()), KernelRefusal.REQUEST_REUSED, "request", id);
        return seal.open(answered);
    }

    /** @param seal for the answer, if a repeat is to find it */
    private String answer(GrantId grant, AssetId asset, Ask ask, Optional<SealedAnswer> seal) {
        try (Uses.Session session = uses.begin(grant, asset, ask.purpose(), ask.maxBytes())) {
            Authorization authorization = session.authorization();
            Upstream model = models.get(new Artifacts.Version(asset, authorization.version()), uses.patience());
            Collected output = new Collected();
            byte[] prompt = ask.prompt().getBytes(StandardCharsets.UTF_8);
            session.run(model, prompt, ask.seed().orElse(0L), output);
            String answer = answer(authorization, output);
            session.end(
                    output.units,
                    Digest.of(output.bytes.toByteArray()),
                    Use.End.WHOLE,
                    seal.map(one -> one.seal(answer)));
            return answer;
        }
    }

    /** An answer that is given as a whole. */
    private static final class Collected implements Upstream.Sink {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private long units;

        @Override
        public void take(byte[] part, long more) {
            bytes.writeBytes(part);
            units += more;
        }
    }

    private static String answer(Authorization authorization, Collected output) {
        return Codec.encode(new Answer(
                output.bytes.toString(StandardCharsets.UTF_8),
                Base64.getEncoder().encodeToString(output.bytes.toByteArray()),
                output.units,
                authorization.grant(),
                authorization.meter(),
                authorization.version()));
    }
}
