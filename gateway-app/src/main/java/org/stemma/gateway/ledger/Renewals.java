package org.stemma.gateway.ledger;

import org.stemma.api.Command;

/** Makes a command that was kept anew: what it names of the ledger's state is chosen again, and it is the same command. */
@FunctionalInterface
public interface Renewals {
    /** The command with the credits that it folds as they are now. */
    Command renew(Command command);
}
