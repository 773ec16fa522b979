package org.stemma.it;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What was measured: the rounds of each kind of work, their medians and spreads, and how they stand to each other. */
final class Figures {
    private final Map<String, List<Load.Round>> rounds = new LinkedHashMap<>();
    private final Metrics metrics = new Metrics();

    void add(String work, Load.Round round) {
        rounds.computeIfAbsent(work, name -> new ArrayList<>()).add(round);
    }

    List<Load.Round> of(String work) {
        return rounds.getOrDefault(work, List.of());
    }

    double median(String work) {
        return median(rates(work));
    }

    /** The median of the ratios within each round: what slows a whole round down slows both. */
    double ratio(String work, String against) {
        return median(ratios(work, against));
    }

    String spread(String work) {
        return range(rates(work), "%.1f");
    }

    String ratioSpread(String work, String against) {
        return range(ratios(work, against), "%.2f");
    }

    double medianMillis(String work) {
        return median(of(work).stream().map(Load.Round::medianMillis).toList());
    }

    /** What the client saw fail, over all rounds. */
    Map<String, Integer> failures(String work) {
        Map<String, Integer> all = new LinkedHashMap<>();
        of(work).forEach(round -> round.failures().forEach((code, count) -> all.merge(code, count, Integer::sum)));
        return all;
    }

    /** Puts a kind's rate into the file, and how it stands to another's. */
    void publish(String work, String against) {
        if (against.isEmpty()) {
            metrics.add(metric(work), median(work), unit(work));
        } else {
            metrics.add(metric(work), median(work), unit(work), metric(against), ratio(work, against));
        }
    }

    void write(Path file) throws IOException {
        metrics.write(file);
    }

    /** Of batches it is commands that count. */
    private static boolean isBatched(String work) {
        return work.startsWith("batched_");
    }

    private static String metric(String work) {
        return work + (isBatched(work) ? "_per_s" : "_tx_per_s");
    }

    private static String unit(String work) {
        return isBatched(work) ? "commands/s" : "tx/s";
    }

    private List<Double> rates(String work) {
        return of(work).stream().map(Load.Round::validPerSecond).toList();
    }

    private List<Double> ratios(String work, String against) {
        List<Double> own = rates(work);
        List<Double> other = rates(against);
        List<Double> found = new ArrayList<>();
        for (int i = 0; i < own.size(); i++) {
            found.add(own.get(i) / other.get(i));
        }
        return found;
    }

    private static String range(List<Double> values, String format) {
        List<Double> sorted = values.stream().sorted().toList();
        return String.format(Locale.ROOT, format + "–" + format, sorted.get(0), sorted.get(sorted.size() - 1));
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
