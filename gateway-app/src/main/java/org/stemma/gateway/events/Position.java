package org.stemma.gateway.events;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.stemma.api.MalformedException;

/**
 * A place in the ledger's order, after an event: {@code BLOCK-TRANSACTION-EVENT}, counted from 0, or after all of a block:
 * {@code BLOCK}. It never changes and means the same on every gateway.
 */
public record Position(long block, int transaction, int event) implements Comparable<Position> {
    /** Before everything. */
    public static final Position EARLIEST = new Position(-1, Integer.MAX_VALUE, Integer.MAX_VALUE);

    static final String EARLIEST_WORD = "earliest";

    private static final Pattern FORM = Pattern.compile("([0-9]{1,12})(?:-([0-9]{1,9})-([0-9]{1,9}))?");
    private static final Comparator<Position> ORDER = Comparator.comparingLong(Position::block)
            .thenComparingInt(Position::transaction)
            .thenComparingInt(Position::event);

    /** After all of a block. */
    public static Position endOf(long block) {
        return new Position(block, Integer.MAX_VALUE, Integer.MAX_VALUE);
    }

    /**
     * Reads what {@link #toString} wrote.
     *
     * @throws MalformedException if it is none
     */
    public static Position of(String text) {
        if (text.equals(EARLIEST_WORD)) {
            return EARLIEST;
        }
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw MalformedException.of(text, "the id of an event, the number of a block, or earliest is expected");
        }
        long block = Long.parseLong(matcher.group(1));
        return matcher.group(2) == null
                ? endOf(block)
                : new Position(block, Integer.parseInt(matcher.group(2)), Integer.parseInt(matcher.group(3)));
    }

    /** The block in which what comes next is looked for first. */
    long nextBlock() {
        return isEndOfBlock() ? block + 1 : block;
    }

    private boolean isEndOfBlock() {
        return transaction == Integer.MAX_VALUE;
    }

    public boolean isBefore(Position other) {
        return compareTo(other) < 0;
    }

    @Override
    public int compareTo(Position other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        if (block < 0) {
            return EARLIEST_WORD;
        }
        return isEndOfBlock() ? Long.toString(block) : block + "-" + transaction + "-" + event;
    }
}
