package org.stemma.contracts.batch;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.hyperledger.fabric.contract.annotation.Contract;
import org.hyperledger.fabric.contract.annotation.Transaction;
import org.stemma.api.Codec;
import org.stemma.api.MalformedException;
import org.stemma.api.Refused;
import org.stemma.api.batch.Batch;
import org.stemma.api.batch.BatchAnswer;
import org.stemma.contracts.kernel.RoomContract;
import org.stemma.contracts.kernel.Tx;

/** The door for many commands at once. */
@Contract(name = "batch")
public final class BatchContract extends RoomContract {
    /**
     * Carries out the commands in their order, each in a savepoint. Time and membership are those of the transaction and
     * are checked once; all that the commands announce is read at once.
     */
    @Transaction
    public String run(Tx tx, String json) {
        return refusing(() -> {
            Batch batch = Codec.decode(json, Batch.class);
            BatchRules.mustBeBounded(json, batch);
            List<Slot> slots = batch.commands().stream().map(Slot::of).toList();
            tx.begin(() -> announced(tx, slots));
            List<BatchAnswer.Answer> answers = new ArrayList<>();
            for (Slot slot : slots) {
                answers.add(slot.answer(tx, answers.size()));
            }
            return new BatchAnswer(answers);
        });
    }

    private static List<String> announced(Tx tx, List<Slot> slots) {
        Set<String> keys = new LinkedHashSet<>();
        slots.forEach(slot -> slot.announce(tx, keys));
        return List.copyOf(keys);
    }

    /** A command's place: what it is, or why it is refused. Used by one thread. */
    private static final class Slot {
        private Optional<Item<?>> item = Optional.empty();
        private Optional<Refused> refused = Optional.empty();

        static Slot of(Batch.Entry entry) {
            Slot slot = new Slot();
            slot.item = slot.unlessRefused(() -> Item.of(entry));
            return slot;
        }

        /** Adds the keys that it will read, unless there are too many already: then it is refused, and none of them is read. */
        void announce(Tx tx, Set<String> keys) {
            List<String> own =
                    item.flatMap(one -> unlessRefused(() -> one.reads(tx))).orElse(List.of());
            if (keys.isEmpty() || keys.size() + own.size() <= BatchRules.MAX_CALLS) {
                keys.addAll(own);
            } else if (!own.isEmpty()) {
                refused = Optional.of(BatchRules.tooMuch());
            }
        }

        BatchAnswer.Answer answer(Tx tx, int place) {
            return item.filter(one -> refused.isEmpty())
                    .flatMap(one -> unlessRefused(
                            () -> tx.part(place, BatchRules.MAX_CALLS, () -> one.work(tx), BatchRules::tooMuch)))
                    .map(part -> BatchAnswer.Answer.of(part.outcome(), part.changed()))
                    .orElseGet(() ->
                            BatchAnswer.Answer.refused(refused.orElseThrow().text()));
        }

        private <T> Optional<T> unlessRefused(Supplier<T> step) {
            try {
                return Optional.of(step.get());
            } catch (Refused | MalformedException | ArithmeticException e) {
                refused = Optional.of(refusal(e));
                return Optional.empty();
            }
        }
    }
}
