package org.stemma.gateway.config;

/** A gateway does not start with these settings: what is wrong, and what to do. */
public final class SettingsRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String next;

    /**
     * Refuses to start.
     *
     * @param cause what is wrong, as a sentence; never a secret
     * @param next what the operator can do
     */
    public SettingsRefused(String cause, String next) {
        super(cause);
        this.next = next;
    }

    public String next() {
        return next;
    }
}
