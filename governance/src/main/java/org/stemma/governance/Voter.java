package org.stemma.governance;

import java.util.regex.Pattern;

/**
 * Who has a voice: an organisation by its MSP id, later also a party that holds shares. Compared exactly; ordered by its
 * characters, all of which are ASCII.
 */
public record Voter(String id) implements Comparable<Voter> {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,79}");

    public Voter {
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException("a voter's id has 1 to 80 letters, digits and . _ -, not: " + id);
        }
    }

    @Override
    public int compareTo(Voter other) {
        return id.compareTo(other.id);
    }

    @Override
    public String toString() {
        return id;
    }
}
