package org.stemma.contracts.kernel;

import java.util.List;
import java.util.function.BiFunction;
import org.stemma.api.Command;
import org.stemma.api.Outcome;

/**
 * What is done with a command, said once: by itself it is a transaction, and with others it stands in a batch.
 *
 * @param type of the command
 * @param reads refuses a command that would be refused whatever the ledger holds, and says which keys any other will read:
 *     they are fetched together
 * @param work carries it out
 * @param isAlone whether it fills a transaction: it goes through ranges, or changes what all others stand on
 */
public record Handling<C extends Command>(
        Class<C> type, BiFunction<Tx, C, List<String>> reads, BiFunction<Tx, C, Outcome> work, boolean isAlone) {
    /** Of a command that makes a record under its own id, which remembers it. */
    public static <C extends Command> Handling<C> of(Class<C> type, BiFunction<Tx, C, Outcome> work) {
        return new Handling<>(type, (tx, command) -> List.of(), work, false);
    }

    /** Of a command that makes no such record: it is remembered by its request. */
    public static <C extends Command> Handling<C> once(Class<C> type, BiFunction<Tx, C, Outcome> work) {
        return of(type, (tx, command) -> tx.once(command, () -> work.apply(tx, command)));
    }

    /** Of what is asked often. */
    public Handling<C> reading(BiFunction<Tx, C, List<String>> keys) {
        return new Handling<>(type, keys, work, isAlone);
    }

    /** Of what can't stand in a batch. */
    public Handling<C> alone() {
        return new Handling<>(type, reads, work, true);
    }
}
