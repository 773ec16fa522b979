package org.stemma.api;

import java.util.Optional;

/** A value that is not of its form. The message names the place and what was expected there. */
public final class MalformedException extends RuntimeException {
    /** The most characters of a wrong value that are told back. */
    public static final int MAX_VALUE = 100;

    private static final long serialVersionUID = 1L;

    private final String reason;
    private final String path;
    private final transient Optional<String> value;

    public MalformedException(String reason) {
        this(reason, "", Optional.empty());
    }

    private MalformedException(String reason, String path, Optional<String> value) {
        super(path.isEmpty() ? reason : path + ": " + reason);
        this.reason = reason;
        this.path = path;
        this.value = value;
    }

    /** A fault of a value that is told back, as far as it is short. */
    public static MalformedException of(String value, String reason) {
        return new MalformedException(reason, "", Optional.of(bounded(value)));
    }

    private static String bounded(String value) {
        if (value.length() <= MAX_VALUE) {
            return value;
        }
        int end = Character.isHighSurrogate(value.charAt(MAX_VALUE - 1)) ? MAX_VALUE - 1 : MAX_VALUE;
        return value.substring(0, end);
    }

    /** The same fault, one step further out. */
    public MalformedException inside(String step) {
        String joint = path.isEmpty() || path.startsWith("[") ? "" : ".";
        return new MalformedException(reason, step + joint + path, value);
    }

    public String path() {
        return path;
    }

    public String reason() {
        return reason;
    }

    /** The value that was refused, where it is one that a person wrote. */
    public Optional<String> value() {
        return value;
    }

    /** What a refusal tells of it, as alternating names and values. */
    public Object[] facts() {
        return value.isPresent()
                ? new Object[] {"path", path, "reason", reason, "value", value.get()}
                : new Object[] {"path", path, "reason", reason};
    }
}
