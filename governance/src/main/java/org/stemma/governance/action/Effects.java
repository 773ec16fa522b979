package org.stemma.governance.action;

import java.util.List;

/**
 * What the ledger writes: the actions as they take effect, in order, each parameter with the period from which it really
 * holds; and the facts as they are afterwards.
 */
public record Effects(List<Action> actions, Facts after) {
    public Effects {
        actions = List.copyOf(actions);
    }
}
