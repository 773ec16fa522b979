package org.stemma.contracts.exactness;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stemma.api.Codec;
import org.stemma.api.Envelope;
import org.stemma.api.batch.Batch;
import org.stemma.api.batch.BatchAnswer;
import org.stemma.contracts.exactness.model.Step;

/** Takes a batch apart, so that the model, which knows the project by its blocks alone, need know nothing of batches. */
public final class BatchSteps {
    private BatchSteps() {}

    /**
     * The commands that changed something, each as if it were a transaction: of a batch those that were not refused, with
     * what each of them caused. The last has all writes.
     */
    public static List<Step> of(Step step) {
        if (!step.function().equals(Batch.FUNCTION)) {
            return List.of(step);
        }
        if (step.event().isEmpty()) {
            return List.of();
        }
        List<Batch.Entry> entries = Codec.decode(step.arguments(), Batch.class).commands();
        List<BatchAnswer.Answer> answers =
                Codec.decode(step.answer(), BatchAnswer.class).answers();
        Envelope told = Codec.decode(step.event().get(), Envelope.class);
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
                    step.id() + "/" + part.command(),
                    step.at(),
                    step.organisation(),
                    entry.function(),
                    entry.json(),
                    Codec.encode(answers.get(part.command()).outcome().orElseThrow()),
                    Optional.of(Codec.encode(own)),
                    steps.size() == parts.size() - 1 ? step.writes() : Map.of()));
        }
        return steps;
    }
}
