package org.stemma.client.story;

/** The story can't go on; the message says why and what to do. */
public final class StoryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean unprepared;

    StoryException(String message) {
        super(message);
        this.unprepared = false;
    }

    StoryException(String message, Throwable cause) {
        super(message, cause);
        this.unprepared = false;
    }

    private StoryException(String message, boolean unprepared) {
        super(message);
        this.unprepared = unprepared;
    }

    /** Something is missing that has to be there before anything is done. */
    static StoryException unprepared(String message) {
        return new StoryException(message, true);
    }

    public boolean isUnprepared() {
        return unprepared;
    }
}
