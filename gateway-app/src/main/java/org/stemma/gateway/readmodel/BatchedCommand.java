package org.stemma.gateway.readmodel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.stemma.api.Codec;
import org.stemma.api.MalformedException;
import org.stemma.api.batch.Batch;
import org.stemma.api.batch.BatchAnswer;

/**
 * A command that a valid batch carried out, as it would stand in a transaction of its own.
 *
 * @param place in the batch, counted from 0
 * @param request its request id
 * @param answer what it was answered, JSON
 * @param changed whether it did anything
 */
public record BatchedCommand(
        int place, String function, String command, String request, String answer, boolean changed) {
    /** Those of a transaction that were not refused; none unless it is a valid batch. */
    public static List<BatchedCommand> of(TransactionRow row) {
        if (!row.valid() || !row.function().equals(Batch.FUNCTION)) {
            return List.of();
        }
        try {
            return read(row.command().orElse("{}"), row.answer().orElse("{}"));
        } catch (MalformedException e) {
            // A newer chaincode's: nothing of it can be told apart here.
            return List.of();
        }
    }

    private static List<BatchedCommand> read(String command, String answer) {
        List<Batch.Entry> entries = Codec.decode(command, Batch.class).commands();
        List<BatchAnswer.Answer> answers =
                Codec.decode(answer, BatchAnswer.class).answers();
        List<BatchedCommand> found = new ArrayList<>();
        for (int place = 0; place < entries.size(); place++) {
            Batch.Entry entry = entries.get(place);
            BatchAnswer.Answer one = answers.get(place);
            if (one.outcome().isPresent() && entry.command().get("request") instanceof String request) {
                found.add(new BatchedCommand(
                        place,
                        entry.function(),
                        entry.json(),
                        request,
                        Codec.encode(one.outcome().get()),
                        one.changed()));
            }
        }
        return found;
    }

    /** The transaction as if this command were all of it. */
    TransactionRow in(TransactionRow row) {
        return new TransactionRow(
                row.id(),
                row.block(),
                row.index(),
                row.code(),
                function,
                Optional.of(command),
                Optional.of(request),
                Optional.of(answer),
                row.mspId(),
                row.subject(),
                row.endorsers(),
                row.at(),
                row.epoch().filter(epoch -> changed),
                row.period().filter(period -> changed));
    }
}
