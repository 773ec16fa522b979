package org.stemma.api;

/** A value that is not of its form. The message names the place and what was expected there. */
public final class MalformedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String reason;
    private final String path;

    public MalformedException(String reason) {
        this(reason, "");
    }

    private MalformedException(String reason, String path) {
        super(path.isEmpty() ? reason : path + ": " + reason);
        this.reason = reason;
        this.path = path;
    }

    /** The same fault, one step further out. */
    MalformedException inside(String step) {
        String joint = path.isEmpty() || path.startsWith("[") ? "" : ".";
        return new MalformedException(reason, step + joint + path);
    }

    public String path() {
        return path;
    }

    public String reason() {
        return reason;
    }
}
