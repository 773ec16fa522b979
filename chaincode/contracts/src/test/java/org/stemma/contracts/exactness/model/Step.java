package org.stemma.contracts.exactness.model;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stemma.api.Codec;
import org.stemma.api.Envelope;
import org.stemma.api.batch.Batch;
import org.stemma.api.batch.BatchAnswer;

/**
 * A transaction as it stands in a block, valid.
 *
 * @param organisation the member whose client sent it
 * @param answer what it returned
 * @param event what it said, if it said anything
 * @param writes the keys that it wrote; without a value it deleted the key
 */
public record Step(
        String id,
        Instant at,
        String organisation,
        String function,
        String arguments,
        String answer,
        Optional<String> event,
        Map<String, Optional<String>> writes) {
    /**
     * The commands that changed something, each as if it were a transaction: of a batch those that were not refused, with
     * what each of them caused. The last has all writes.
     */
    public List<Step> commands() {
        if (!function.equals(Batch.FUNCTION)) {
            return List.of(this);
        }
        if (event.isEmpty()) {
            return List.of();
        }
        List<Batch.Entry> entries = Codec.decode(arguments, Batch.class).commands();
        List<BatchAnswer.Answer> answers =
                Codec.decode(answer, BatchAnswer.class).answers();
        Envelope told = Codec.decode(event.get(), Envelope.class);
        List<Envelope.Part> parts = told.parts().orElseThrow();
        List<Step> steps = new ArrayList<>();
        int events = 0;
        int postings = 0;
        for (Envelope.Part part : parts) {
            Envelope own = new Envelope(
                    told.at(),
                    told.epoch(),
                    told.period(),
                    told.events().subList(events, events + part.events()),
                    told.postings().subList(postings, postings + part.postings()),
                    Optional.empty());
            events += part.events();
            postings += part.postings();
            Batch.Entry entry = entries.get(part.command());
            steps.add(new Step(
                    id + "/" + part.command(),
                    at,
                    organisation,
                    entry.function(),
                    entry.json(),
                    Codec.encode(answers.get(part.command()).outcome().orElseThrow()),
                    Optional.of(Codec.encode(own)),
                    steps.size() == parts.size() - 1 ? writes : Map.of()));
        }
        return steps;
    }
}
