package org.stemma.it;

/** The sizes of a run, as {@code -Dstemma.bench.NAME=}; {@code scripts/bench.sh} gives them. */
record BenchOptions(int rounds, int seconds, int warmSeconds, int lanes, int senders) {
    static BenchOptions read() {
        return new BenchOptions(
                size("rounds", 3), size("seconds", 30), size("warm-seconds", 15), size("lanes", 200), size("senders", 48));
    }

    private static int size(String name, int otherwise) {
        int value = Integer.getInteger("stemma.bench." + name, otherwise);
        if (value < 1) {
            throw new IllegalArgumentException(name + ": at least 1 is expected");
        }
        return value;
    }
}
