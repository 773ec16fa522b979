package org.stemma.api.governance;

import java.util.List;
import org.stemma.api.Document;

/**
 * The governed parameters with all values that they had and will have. Absent until the first change: then those with
 * which the network began hold.
 *
 * @param parameters sorted by name
 */
public record GovernedParameters(List<Parameter> parameters) implements Document {
    /** A parameter and its values, ascending by period; the first also holds before it. */
    public record Parameter(String name, List<Version> versions) {}

    public record Version(long fromPeriod, long value) {}
}
