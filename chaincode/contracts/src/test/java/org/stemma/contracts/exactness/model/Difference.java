package org.stemma.contracts.exactness.model;

/** The ledger did something else than the rules have it. */
final class Difference extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Difference(String message) {
        super(message);
    }
}
