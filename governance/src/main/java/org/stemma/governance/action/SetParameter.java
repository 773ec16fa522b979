package org.stemma.governance.action;

import java.util.Optional;
import org.stemma.governance.parameter.GovernedParameter;

/**
 * Gives a parameter another value. It holds from a period on that has not begun when the proposal is executed, and not
 * before the one that was proposed.
 *
 * @param before the value that it replaces
 * @param notBeforePeriod the first period in which it may hold
 */
public record SetParameter(GovernedParameter parameter, long before, long after, long notBeforePeriod)
        implements Action {
    @Override
    public String target() {
        return "parameter/" + parameter;
    }

    @Override
    public Optional<Subject> concerns() {
        return Optional.empty();
    }
}
