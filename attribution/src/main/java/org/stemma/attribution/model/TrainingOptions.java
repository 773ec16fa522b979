package org.stemma.attribution.model;

/**
 * How a model is trained. Everything here is written to the model's header.
 *
 * @param order bytes of context that the model looks back, {@value #MIN_ORDER} to {@value #MAX_ORDER}
 */
public record TrainingOptions(int order) {

    public static final int MIN_ORDER = 1;
    /** A gram (context and its next byte) is one 64-bit key. */
    public static final int MAX_ORDER = 7;

    public static final TrainingOptions DEFAULT = new TrainingOptions(MAX_ORDER);

    public TrainingOptions {
        if (order < MIN_ORDER || order > MAX_ORDER) {
            throw new IllegalArgumentException("order " + order + " is not within " + MIN_ORDER + " to " + MAX_ORDER);
        }
    }
}
