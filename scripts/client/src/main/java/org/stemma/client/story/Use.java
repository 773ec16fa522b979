package org.stemma.client.story;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.stemma.api.license.Terms.Purpose;
import org.stemma.client.gateway.Body;
import org.stemma.client.gateway.Gateway;
import org.stemma.client.gateway.Json;

/** Studio's calls of the model, at the gateway that serves it. */
final class Use {
    private static final int CLIENTS = 8;
    private static final int REPORT_EVERY = 200;

    private Use() {}

    /** Gets all completions and returns how many bytes they have together. */
    static long complete(Cast cast, Model model, Licences licences, List<String> prompts, Teller teller) {
        teller.chapter("Studio gets " + prompts.size() + " completions for prompts from files held out of training");
        Gateway caller = cast.lab().gateway().as(licences.perUnit().key());
        AtomicInteger done = new AtomicInteger();
        AtomicLong units = new AtomicLong();
        double began = teller.seconds();
        Parallel.map(IntStream.range(0, prompts.size()).boxed().toList(), CLIENTS, i -> {
            JsonObject answer = Desk.patiently(() -> caller.post(
                    path(model), "story:completion:" + i, Model.question(prompts.get(i), i, Purpose.COMMERCIAL)));
            long bytes = Json.number(answer, "units");
            if (bytes < Figures.LEAST_BYTES) {
                throw new StoryException(
                        "completion " + i + " has " + bytes + " bytes, fewer than " + Figures.LEAST_BYTES);
            }
            units.addAndGet(bytes);
            if (i == 0) {
                example(prompts.get(i), Json.text(answer, "completion"), teller);
            }
            int count = done.incrementAndGet();
            if (count % REPORT_EVERY == 0) {
                teller.say(count + " of " + prompts.size() + " completions, " + units + " bytes, "
                        + Math.round(count / Math.max(0.001, teller.seconds() - began)) + " per second");
            }
            return bytes;
        });
        flush(cast, model, teller);
        return units.get();
    }

    static String path(Model model) {
        return "/v1/assets/" + model.asset() + "/completions";
    }

    private static void example(String prompt, String completion, Teller teller) {
        teller.say("for example: " + oneLine(prompt) + " → " + oneLine(completion));
    }

    private static String oneLine(String text) {
        return "\"" + text.replace("\n", "\\n").replaceAll("\\p{Cntrl}", "?") + "\"";
    }

    /** Has the meter report now what it would report with its next batch. */
    private static void flush(Cast cast, Model model, Teller teller) {
        JsonObject flushed = Desk.patiently(() -> cast.lab()
                .as("meter")
                .post("/v1/meters/" + model.meter() + "/flush", "flush-" + System.nanoTime(), new Body().members()));
        teller.say("Lab's meter has reported all of it: last batch " + flushed);
    }
}
