package org.stemma.api.batch;

import java.util.List;
import java.util.Optional;
import org.stemma.api.Document;
import org.stemma.api.Outcome;

/** What a batch was answered: an answer for each of its commands, in their order. */
public record BatchAnswer(List<Answer> answers) implements Document {
    public BatchAnswer {
        answers = List.copyOf(answers);
    }

    /**
     * What one command was answered: one of both.
     *
     * @param outcome as if it had been sent alone
     * @param refused code, one space, and the facts as canonical JSON: the message of the same command sent alone
     * @param changed false if it did nothing: it was refused, or had been carried out before
     */
    public record Answer(Optional<Outcome> outcome, Optional<String> refused, boolean changed) {
        public static Answer of(Outcome outcome, boolean changed) {
            return new Answer(Optional.of(outcome), Optional.empty(), changed);
        }

        public static Answer refused(String message) {
            return new Answer(Optional.empty(), Optional.of(message), false);
        }
    }
}
