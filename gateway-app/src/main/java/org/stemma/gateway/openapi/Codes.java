package org.stemma.gateway.openapi;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.examples.Example;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.springframework.http.HttpStatus;
import org.stemma.api.Category;
import org.stemma.api.Codec;
import org.stemma.api.Refusal;
import org.stemma.gateway.GatewayRefusal;
import org.stemma.gateway.ledger.Refusals;
import org.stemma.gateway.serving.ServingRefusal;
import org.stemma.gateway.web.Problem;

/** Every code of a problem that a gateway gives, each with an example, and one response for each status. */
final class Codes {
    /** What becomes of a transaction, and what the ledger's peers can't do: said by the client of the ledger. */
    enum OfTransactions implements Refusal {
        OUTCOME_UNKNOWN("gateway.outcome_unknown", "The transaction is in no block yet; it may still become valid."),
        LEDGER_UNAVAILABLE(
                "gateway.ledger_unavailable", "Not enough members' peers can be reached now; nothing was written."),
        CONSENT_UNAVAILABLE(
                "gateway.consent_unavailable",
                "The peer of a member whose consent this needs can't be reached now; nothing was written."),
        LEDGER_FAILED("gateway.ledger_failed", "The ledger could not carry this out."),
        TRANSACTION_INVALID(
                "gateway.transaction_invalid", "Every attempt ended as a transaction that changed nothing.");

        private final String code;
        private final String sentence;

        OfTransactions(String code, String sentence) {
            this.code = code;
            this.sentence = sentence;
        }

        @Override
        public String code() {
            return code;
        }

        @Override
        public Category category() {
            return Category.UNAVAILABLE;
        }

        @Override
        public String sentence() {
            return sentence;
        }
    }

    static final int ACCEPTED = 202;
    private static final String COMPONENT = "Problem";

    private Codes() {}

    /** All of them. A new enum of refusals is one line here. */
    static List<Refusal> all() {
        List<Refusal> all = new ArrayList<>(Refusals.known());
        all.addAll(List.of(GatewayRefusal.values()));
        all.addAll(List.of(ServingRefusal.values()));
        all.addAll(List.of(OfTransactions.values()));
        all.sort(Comparator.comparing(Refusal::code).thenComparing(refusal -> refusal.category()));
        return all;
    }

    /** Adds an example for each code and a response for each status. */
    static void addTo(Components components) {
        SortedMap<Integer, MediaType> examples = new TreeMap<>();
        for (Refusal refusal : all()) {
            Problem problem = Problem.example(refusal);
            int status = refusal == OfTransactions.OUTCOME_UNKNOWN ? ACCEPTED : problem.status();
            String name = name(refusal);
            Map<String, Object> example = new TreeMap<>(Codec.members(Codec.encode(problem)));
            example.put("status", status);
            components.addExamples(
                    name,
                    new Example()
                            .summary(refusal.category().name().toLowerCase(Locale.ROOT) + ": " + refusal.sentence())
                            .value(example));
            examples.computeIfAbsent(status, key -> media())
                    .addExamples(name, new Example().$ref("#/components/examples/" + name));
        }
        examples.remove(ACCEPTED);
        examples.forEach((status, media) -> components.addResponses(COMPONENT + status, response(status, media)));
    }

    /** Two reasons share {@code gateway.busy}: too many writes, and a model that runs for others. */
    private static String name(Refusal refusal) {
        return refusal == ServingRefusal.BUSY ? refusal.code() + ".model" : refusal.code();
    }

    static ApiResponse reference(int status) {
        return new ApiResponse().$ref("#/components/responses/" + COMPONENT + status);
    }

    static Content content() {
        return new Content().addMediaType(Problem.MEDIA_TYPE, media());
    }

    private static MediaType media() {
        return new MediaType().schema(new Schema<>().$ref(Components.COMPONENTS_SCHEMAS_REF + COMPONENT));
    }

    private static ApiResponse response(int status, MediaType media) {
        HttpStatus known = HttpStatus.valueOf(status);
        ApiResponse response = new ApiResponse()
                .description(known.getReasonPhrase() + ": a problem of RFC 9457, whose code says which")
                .content(new Content().addMediaType(Problem.MEDIA_TYPE, media));
        if (known == HttpStatus.UNAUTHORIZED) {
            response.addHeaderObject("WWW-Authenticate", header("the scheme: Bearer", true));
        } else if (known == HttpStatus.SERVICE_UNAVAILABLE) {
            response.addHeaderObject("Retry-After", header("seconds", true));
        } else if (known == HttpStatus.TOO_MANY_REQUESTS) {
            response.addHeaderObject("Retry-After", header("seconds", true));
        }
        return response;
    }

    static Header header(String description, boolean always) {
        return new Header().description(description).required(always).schema(new StringSchema());
    }
}
