package org.stemma.api;

/** The kind of a refusal, and the HTTP status that a gateway gives to it. */
public enum Category {
    MALFORMED(400),
    UNAUTHENTICATED(401),
    FORBIDDEN(403),
    ABSENT(404),
    CONFLICT(409),
    INVALID(422),
    HELD(423),
    LIMIT(429),
    UNAVAILABLE(503);

    private final int status;

    Category(int status) {
        this.status = status;
    }

    public int status() {
        return status;
    }
}
