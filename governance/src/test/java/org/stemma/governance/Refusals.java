package org.stemma.governance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.function.Executable;

/** How tests expect a refusal. */
public final class Refusals {
    private Refusals() {}

    public static GovernanceRefused assertRefused(GovernanceRefusal expected, Executable asked) {
        GovernanceRefused refused = assertThrows(GovernanceRefused.class, asked);
        assertEquals(expected, refused.refusal(), refused.getMessage());
        return refused;
    }

    public static void assertBroken(Executable asked) {
        assertThrows(IllegalArgumentException.class, asked);
    }
}
