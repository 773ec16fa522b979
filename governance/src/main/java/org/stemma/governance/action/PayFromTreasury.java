package org.stemma.governance.action;

import java.util.Optional;

/** Pays a party out of the treasury, once. */
public record PayFromTreasury(Subject payee, Amount amount) implements Action {
    @Override
    public String target() {
        return "payment/" + amount.currency() + "/" + payee;
    }

    @Override
    public Optional<Subject> concerns() {
        return Optional.of(payee);
    }
}
