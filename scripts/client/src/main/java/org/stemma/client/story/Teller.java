package org.stemma.client.story;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Tells the story: each line with the time since its beginning. The summary is kept for the next run to show again. */
final class Teller {
    private final PrintStream out;
    private final long began = System.nanoTime();
    private final List<String> summary = new ArrayList<>();
    private int chapter;

    Teller(PrintStream out) {
        this.out = out;
    }

    synchronized void chapter(String title) {
        chapter++;
        out.println();
        say(chapter + ". " + title);
    }

    synchronized void say(String line) {
        out.println(String.format(Locale.ROOT, "[%6.1f s] %s", seconds(), line));
        out.flush();
    }

    /** Says it, and keeps it for the next run. */
    synchronized void sum(String line) {
        summary.add(line);
        out.println("           " + line);
        out.flush();
    }

    synchronized void sum(List<String> lines) {
        lines.forEach(this::sum);
    }

    synchronized List<String> summary() {
        return List.copyOf(summary);
    }

    double seconds() {
        return (System.nanoTime() - began) / 1e9;
    }
}
