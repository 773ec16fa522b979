package org.stemma.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/** Lists that are packed with the language, so that every peer and gateway of a version judges by the same ones. */
public final class Words {
    private static final Pattern BLANK = Pattern.compile(" ");

    private Words() {}

    /** The words of a resource beside a class, in the order in which they stand there; lines of {@code #} are comments. */
    public static List<String> beside(Class<?> place, String name) {
        try (InputStream in = Objects.requireNonNull(place.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .flatMap(BLANK::splitAsStream)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
