package org.stemma.attribution.model;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the command line of {@link Train} asks for. */
record TrainArguments(Path out, TrainingOptions options, List<Path> archives, List<Path> heldOut) {

    static final String USAGE = "usage: --out FILE [--order N] [--evaluate ARCHIVE]... ARCHIVE...";

    /** A command line that can't be run; the message says what to do. */
    static final class UsageException extends Exception {
        private static final long serialVersionUID = 1L;

        UsageException(String message) {
            super(message);
        }
    }

    static TrainArguments parse(String... arguments) throws UsageException {
        Deque<String> rest = new ArrayDeque<>(List.of(arguments));
        Path out = null;
        TrainingOptions options = TrainingOptions.DEFAULT;
        List<Path> archives = new ArrayList<>();
        List<Path> heldOut = new ArrayList<>();
        while (!rest.isEmpty()) {
            String argument = rest.remove();
            switch (argument) {
                case "--out" -> out = Path.of(value(argument, rest.poll()));
                case "--order" -> options = order(value(argument, rest.poll()));
                case "--evaluate" -> heldOut.add(archive(value(argument, rest.poll())));
                default -> archives.add(archive(argument));
            }
        }
        if (out == null) {
            throw new UsageException("say with --out where the model's file goes; " + USAGE);
        }
        if (archives.isEmpty()) {
            throw new UsageException("name at least one source archive (.jar or .zip) to train on; " + USAGE);
        }
        requireWritable(out);
        return new TrainArguments(out, options, List.copyOf(archives), List.copyOf(heldOut));
    }

    private static void requireWritable(Path out) throws UsageException {
        Path folder = out.toAbsolutePath().getParent();
        if (folder == null || Files.isDirectory(out)) {
            throw new UsageException("name a file with --out, " + out + " is a folder");
        }
        if (!Files.isDirectory(folder)) {
            throw new UsageException("create the folder of --out " + out + " first, or name another");
        }
    }

    private static String value(String option, @Nullable String value) throws UsageException {
        if (value == null) {
            throw new UsageException("give " + option + " a value; " + USAGE);
        }
        return value;
    }

    private static TrainingOptions order(String value) throws UsageException {
        try {
            return new TrainingOptions(Integer.parseInt(value));
        } catch (IllegalArgumentException e) {
            throw new UsageException("give --order a number from " + TrainingOptions.MIN_ORDER + " to "
                    + TrainingOptions.MAX_ORDER + ", not '" + value + "'");
        }
    }

    private static Path archive(String argument) throws UsageException {
        if (argument.startsWith("-")) {
            throw new UsageException("leave out the unknown option " + argument + "; " + USAGE);
        }
        Path archive = Path.of(argument);
        if (!Files.isRegularFile(archive)) {
            throw new UsageException("there is no archive " + argument + "; check the path");
        }
        return archive;
    }
}
