package org.stemma.governance.action;

import java.util.Optional;

/** One thing that a passed proposal does. What it replaces is part of it, and must still hold when it is done. */
public sealed interface Action permits SetParameter, PayFromTreasury, OrderAsset, OrderAccount {
    /** What the action writes, as a name: two actions of one proposal never have the same. */
    String target();

    /** What the action is about; whoever acts for it is recused. Parameters are everybody's. */
    Optional<Subject> concerns();
}
