package org.stemma.gateway.web;

import org.stemma.api.Refused;
import org.stemma.api.kernel.KernelRefusal;

/** Refusals of input that is not of its form, found by the gateway itself. */
public final class Malformed {
    private Malformed() {}

    /** A refusal that names the place. */
    public static Refused at(String path, String reason) {
        return Refused.because(KernelRefusal.MALFORMED, "path", path, "reason", reason);
    }
}
