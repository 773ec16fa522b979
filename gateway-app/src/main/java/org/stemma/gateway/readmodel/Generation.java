package org.stemma.gateway.readmodel;

/**
 * One set of the read model's tables.
 *
 * @param format see {@link Generations#FORMAT}
 * @param cause why it was made: {@code first}, {@code asked}, {@code format} or {@code ledger}
 */
record Generation(long number, int format, String cause) {
    /** Where its tables lie. */
    String schema() {
        return schema(number);
    }

    static String schema(long number) {
        return "readmodel_" + number;
    }
}
