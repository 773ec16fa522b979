package org.stemma.contracts.exactness;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Shortens a failing list by delta debugging (Zeller and Hildebrandt, 2002): no part that is left can be left out. */
public final class Shrinker {
    private final int mostRuns;
    private int runs;

    /** @param mostRuns after so many runs the shortest found so far is good enough */
    public Shrinker(int mostRuns) {
        this.mostRuns = mostRuns;
    }

    /** The shortest part found that still fails; {@code failing} itself fails. */
    public <T> List<T> shrink(List<T> failing, Predicate<List<T>> fails) {
        List<T> current = List.copyOf(failing);
        int size = Math.max(1, current.size() / 2);
        while (runs < mostRuns) {
            List<T> shorter = withoutOneChunk(current, size, fails);
            if (shorter.size() < current.size()) {
                current = shorter;
                size = Math.max(1, Math.min(size, current.size() / 2));
            } else if (size == 1) {
                return current;
            } else {
                size = size / 2;
            }
        }
        return current;
    }

    /** Leaves out every chunk of this size that the failure does not need, the last first: what made it stands early. */
    private <T> List<T> withoutOneChunk(List<T> failing, int size, Predicate<List<T>> fails) {
        List<T> current = failing;
        for (int end = current.size(); end > 0 && runs < mostRuns; end -= size) {
            List<T> rest = new ArrayList<>(current.subList(0, Math.max(0, end - size)));
            rest.addAll(current.subList(Math.min(end, current.size()), current.size()));
            runs++;
            if (fails.test(rest)) {
                current = rest;
            }
        }
        return current;
    }

    /** How often a list was tried. */
    public int runs() {
        return runs;
    }
}
