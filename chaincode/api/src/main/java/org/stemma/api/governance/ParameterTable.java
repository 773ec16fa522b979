package org.stemma.api.governance;

import java.util.List;
import org.stemma.api.Document;

/**
 * The governed parameters as they are at the time of asking.
 *
 * @param period the period of that time
 * @param parameters in the constitution's order
 */
public record ParameterTable(long period, List<Row> parameters) implements Document {
    /** Asks for the table. Any member, any role. */
    public record Question() implements Document {}

    /**
     * A parameter.
     *
     * @param unit as the constitution prints it
     * @param least the smallest value that the charter allows
     * @param most the largest
     * @param fixed whether it can't be changed
     * @param value what holds in the period
     * @param versions all values that it had and will have; the first also holds before its period
     */
    public record Row(
            String name,
            String unit,
            long least,
            long most,
            boolean fixed,
            long value,
            List<GovernedParameters.Version> versions) {}
}
