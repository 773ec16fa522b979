package org.stemma.contracts.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is seen in the sources only. */
final class SourcesTest {
    private static final Path MAIN = Path.of("src", "main", "java");
    private static final int MAX_TRANSACTION_LINES = 12;
    private static final int MAX_METHOD_LINES = 70;

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(MAIN)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }

    @Test
    void a_transaction_has_at_most_12_lines_and_no_method_more_than_70() throws IOException {
        List<String> longer = new ArrayList<>();
        assertFalse(sources().isEmpty());
        for (Path file : sources()) {
            List<String> lines = Files.readAllLines(file);
            for (int i = 0; i < lines.size(); i++) {
                boolean begins =
                        lines.get(i).matches(" {4}\\S.*[({]") && !lines.get(i).contains(" record ");
                if (begins) {
                    int length = lengthFrom(lines, i);
                    boolean transaction = i > 0 && lines.get(i - 1).strip().startsWith("@Transaction");
                    if (length > (transaction ? MAX_TRANSACTION_LINES : MAX_METHOD_LINES)) {
                        longer.add(file + ":" + (i + 1) + " has " + length);
                    }
                }
            }
        }
        assertEquals(List.of(), longer);
    }

    /** How many lines stand between a method's first and the brace that ends it. */
    private static int lengthFrom(List<String> lines, int first) {
        for (int i = first + 1; i < lines.size(); i++) {
            if (lines.get(i).equals("    }")) {
                return i - first - 1;
            }
        }
        return 0;
    }

    @Test
    void every_package_says_what_belongs_there() throws IOException {
        for (Path file : sources()) {
            Path info = file.resolveSibling("package-info.java");
            assertFalse(Files.notExists(info), info.toString());
        }
    }

    /** A refusal that tells nothing leaves people to guess which member was wrong, and which bound it met. */
    @Test
    void every_refusal_tells_facts_but_those_that_have_none() throws IOException {
        Pattern bare = Pattern.compile("Refused\\.(?:because\\(|unless\\([^;]*?,)\\s*[A-Za-z]*Refusal\\.([A-Z_]+)\\)");
        Set<String> found = new TreeSet<>();
        for (Path file : sources()) {
            bare.matcher(Files.readString(file)).results().forEach(match -> found.add(match.group(1)));
        }
        assertEquals(Set.of("EMPTY", "GENESIS_DONE", "NO_GENESIS", "OVERFLOW"), found);
    }

    /** What checks the product by itself must not be able to make its mistakes. */
    @Test
    void the_model_of_exactness_uses_nothing_of_the_project_but_itself() throws IOException {
        String own = "org.stemma.contracts.exactness.model";
        try (Stream<Path> files =
                Files.walk(Path.of("src", "test", "java", "org", "stemma", "contracts", "exactness", "model"))) {
            List<Path> sources =
                    files.filter(file -> file.toString().endsWith(".java")).toList();
            assertFalse(sources.isEmpty());
            for (Path file : sources) {
                String text = Files.readString(file).replace(own, "");
                assertFalse(text.contains("org.stemma"), file.toString());
            }
        }
    }
}
