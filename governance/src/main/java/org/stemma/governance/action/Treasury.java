package org.stemma.governance.action;

import org.stemma.governance.Portion;

/**
 * The treasury of one currency in the current period, in nano.
 *
 * @param opening its balance when the period began
 * @param available its balance now, less what is held of it
 * @param spent what proposals were paid in this period already
 * @param cap the most that they may be paid in one period, of the opening balance
 */
public record Treasury(long opening, long available, long spent, Portion cap) {
    public Treasury {
        if (opening < 0 || spent < 0) {
            throw new IllegalArgumentException(
                    "what was there and what was spent is not negative: " + opening + ", " + spent);
        }
    }

    boolean has(long nano) {
        return nano <= available;
    }

    /** Whether the cap allows one more payment; a sum beyond 64 bits is more than any cap allows. */
    boolean maySpend(long nano) {
        return nano <= Long.MAX_VALUE - spent && !cap.isExceededBy(spent + nano, opening);
    }

    Treasury less(long nano) {
        return new Treasury(opening, available - nano, Math.addExact(spent, nano), cap);
    }
}
