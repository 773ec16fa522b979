package org.stemma.governance.action;

import java.util.Optional;

/**
 * Holds or releases part of an account: {@code after} is what its owner can't spend from then on, provided that
 * {@code before} is what is held now. More is a hold, less a release, zero a full release. The held amount may exceed the
 * balance: then it also holds what comes in.
 */
public record OrderAccount(Subject account, Amount before, Amount after) implements Action {
    public OrderAccount {
        if (!before.currency().equals(after.currency())) {
            throw new IllegalArgumentException("one hold has one currency: " + before + ", " + after);
        }
    }

    @Override
    public String target() {
        return account.value();
    }

    @Override
    public Optional<Subject> concerns() {
        return Optional.of(account);
    }
}
