package org.stemma.gateway.ledger;

import java.util.function.Function;
import org.stemma.api.Command;

/** The ledger as its clients see it. Safe for use by many threads. */
public interface Ledger {
    /**
     * Submits a command and waits until its transaction is valid in a block, which the read model is promised. What can be
     * tried again is tried again, each time as a new transaction.
     *
     * @param function such as {@code license:buyGrant}
     * @throws LedgerRefused if the chaincode refuses
     * @throws LedgerUnavailable if nothing was submitted because the ledger can't be reached
     * @throws OutcomeUnknown if it was submitted and may still become valid
     */
    default Committed submit(Caller caller, String function, Command command) {
        return submit(caller, function, attempt -> command);
    }

    /** As {@link #submit(Caller, String, Command)}, with the command made anew for each attempt. */
    Committed submit(Caller caller, String function, Function<Attempt, ? extends Command> command);

    /**
     * As {@link #submit(Caller, String, Function)}, but returns once the first transaction is endorsed and kept: whatever
     * happens to this process then, it is sent until a block has it.
     *
     * @throws LedgerRefused if the chaincode refuses
     * @throws LedgerUnavailable if nothing was submitted because the ledger can't be reached
     * @throws org.stemma.api.Refused {@code gateway.busy} if too much is under way already
     */
    Submitted send(Caller caller, String function, Function<Attempt, ? extends Command> command);

    /**
     * Asks the own peer, without writing.
     *
     * @param arguments canonical JSON or ids, as the function takes them
     * @throws LedgerRefused if the chaincode refuses
     * @throws LedgerUnavailable if the peer can't be reached
     */
    <T> T evaluate(Caller caller, String function, Class<T> answer, String... arguments);
}
