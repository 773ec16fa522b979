package org.stemma.contracts.exactness;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.stemma.api.Command;
import org.stemma.api.Outcome;

/** Where operations are played: a ledger in memory, or a real network. */
public interface Stage {
    /** What came of a command: its outcome, or the code of a refusal or a conflict. */
    record Reply(Optional<Outcome> outcome, String code) {
        public static Reply of(Outcome outcome) {
            return new Reply(Optional.of(outcome), "");
        }

        public static Reply refused(String code) {
            return new Reply(Optional.empty(), code);
        }
    }

    /**
     * Sends a command as a user of a member.
     *
     * @param name of the operation, the same whenever it is played
     * @param command made anew for each attempt, since others may have changed what it names
     */
    Reply send(String organisation, String user, String function, String name, Supplier<Command> command);

    Instant now();

    /** Lets time pass; where it can't be made to pass, nothing happens. */
    void pass(long millis);

    /** Waits until a time. */
    void await(Instant time);

    /** The ledger as its blocks tell it. */
    BlockAudit ledger();
}
