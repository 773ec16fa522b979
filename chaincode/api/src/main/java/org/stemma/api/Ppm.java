package org.stemma.api;

/** Parts per million, from 0 to 1,000,000. */
public record Ppm(int value) implements Scalar {
    /** The whole. */
    public static final int ONE = 1_000_000;

    public static final Ppm ZERO = new Ppm(0);

    public Ppm {
        if (value < 0 || value > ONE) {
            throw new MalformedException("parts per million from 0 to 1000000 are expected");
        }
    }

    @Override
    public String toString() {
        return value + " ppm";
    }
}
