package org.stemma.gateway.web;

import org.stemma.api.MalformedException;
import org.stemma.api.Refused;
import org.stemma.api.kernel.KernelRefusal;

/** Refusals of input that is not of its form, found by the gateway itself. */
public final class Malformed {
    private Malformed() {}

    /** A refusal that names the place. */
    public static Refused at(String path, String reason) {
        return Refused.because(KernelRefusal.MALFORMED, "path", path, "reason", reason);
    }

    /** A refusal that names the place and tells the value that stood there, as far as it is short. */
    public static Refused at(String path, String value, String reason) {
        return at(MalformedException.of(value, reason), path);
    }

    /** What the language found wrong, inside of a place. */
    public static Refused at(MalformedException found, String path) {
        return Refused.because(KernelRefusal.MALFORMED, (path.isEmpty() ? found : found.inside(path)).facts());
    }
}
