package org.stemma.contracts.exactness.model;

/** A transaction is about something that the model has not seen begin. */
final class Foreign extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Foreign(String what) {
        super(what);
    }
}
