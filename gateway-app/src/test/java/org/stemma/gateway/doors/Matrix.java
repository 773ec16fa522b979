package org.stemma.gateway.doors;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.stemma.api.member.Role;

/** The hand-written table of who may call what, {@code doors/matrix.txt}. */
public final class Matrix {
    public static final String FILE = "doors/matrix.txt";

    /** Who asks without a key, and who asks with the key of a grant. */
    public static final String NOBODY = "nobody";

    public static final String GRANT = "grant";

    private final List<String> callers;
    private final Map<String, Set<String>> allowed = new TreeMap<>();

    private Matrix(List<String> lines) {
        List<String> head = List.of(lines.get(0).split(" +", -1));
        callers = head.subList(1, head.size());
        for (String line : lines.subList(1, lines.size())) {
            String[] cells = line.split(" +", -1);
            if (cells.length != callers.size() + 1) {
                throw new IllegalStateException(FILE + ": " + cells[0] + " has not a cell for each of " + callers);
            }
            Set<String> may = new TreeSet<>();
            for (int i = 1; i < cells.length; i++) {
                if (cells[i].equals("+")) {
                    may.add(callers.get(i - 1));
                }
            }
            allowed.put(cells[0], may);
        }
    }

    public static Matrix read() {
        try (InputStream file =
                Objects.requireNonNull(Matrix.class.getClassLoader().getResourceAsStream(FILE))) {
            return new Matrix(new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(FILE, e);
        }
    }

    /** The columns that there must be. */
    public static Set<String> everyone() {
        Set<String> everyone = new TreeSet<>(Set.of(NOBODY, GRANT));
        for (Role role : Role.values()) {
            everyone.add(role.name().toLowerCase(Locale.ROOT));
        }
        return everyone;
    }

    public Set<String> callers() {
        return new TreeSet<>(callers);
    }

    public Set<String> operations() {
        return allowed.keySet();
    }

    public boolean allows(String operation, String caller) {
        return allowed.getOrDefault(operation, Set.of()).contains(caller);
    }
}
