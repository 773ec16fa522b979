package org.stemma.governance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stemma.governance.parameter.GovernedParameter;
import org.stemma.governance.parameter.Parameters;
import org.stemma.governance.proposal.Procedure;
import org.stemma.governance.vote.Mode;

/** The constitution for people, the JSON for the ledger and the table in code say the same. */
class CharterTest {
    /** Parameters whose values are names or lists: no number, no bound of this kind. */
    private static final Set<String> NAMES = Set.of("currencies", "cashiers", "guardian");

    private static final Pattern ROW =
            Pattern.compile("^\\| (\\w+) \\| ([^|]+) \\| ([^|]+) \\| ([^|]+) \\|$", Pattern.MULTILINE);
    private static final Pattern NUMBER = Pattern.compile("\"(\\w+)\": (\\d+)[,\\n]");

    @Test
    void the_constitution_prints_every_parameter_with_its_unit_and_bounds() throws IOException {
        Map<String, List<String>> printed = new TreeMap<>();
        Matcher rows = ROW.matcher(read("constitution.md"));
        while (rows.find()) {
            printed.put(rows.group(1), List.of(rows.group(2), rows.group(3)));
        }
        printed.keySet().removeAll(NAMES);
        printed.remove("parameter");
        Map<String, List<String>> held = Arrays.stream(GovernedParameter.values())
                .collect(Collectors.toMap(
                        GovernedParameter::key,
                        parameter -> List.of(parameter.unit().symbol(), parameter.bounds())));
        assertEquals(new TreeMap<>(held), printed);
    }

    @Test
    void the_constitution_says_which_parameter_is_fixed() throws IOException {
        Matcher rows = ROW.matcher(read("constitution.md"));
        while (rows.find()) {
            boolean fixed = GovernedParameter.named(rows.group(1))
                    .filter(GovernedParameter::isFixed)
                    .isPresent();
            assertEquals(fixed, rows.group(4).contains("fixed when the network begins"), rows.group());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo", "standard"})
    void a_network_begins_within_the_bounds(String profile) throws IOException {
        Map<GovernedParameter, Long> values = values(profile);
        assertEquals(Set.of(GovernedParameter.values()), values.keySet());
        values.forEach((parameter, value) -> assertTrue(parameter.allows(value), parameter + " = " + value));
        long ahead = Objects.requireNonNull(values.get(GovernedParameter.AHEAD_SECONDS));
        assertTrue(Objects.requireNonNull(values.get(GovernedParameter.GRACE_SECONDS)) >= 2 * ahead);
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo", "standard"})
    void the_council_begins_with_a_procedure_that_leaves_time_to_close_epochs(String profile) throws IOException {
        Parameters parameters = Parameters.of(values(profile));
        long epoch = parameters.in(0, GovernedParameter.EPOCH_SECONDS);
        Procedure procedure = Procedure.of(parameters, 0, Mode.FINAL, epoch, Optional.empty());
        long closing = epoch + parameters.in(0, GovernedParameter.GRACE_SECONDS);
        assertTrue(procedure.votingSeconds() > closing);
        assertTrue(procedure.queueSeconds() > closing);
        assertEquals(
                parameters.in(0, GovernedParameter.QUORUM), procedure.quorum().ppm());
    }

    @Test
    void names_are_found_exactly() {
        assertEquals(Optional.of(GovernedParameter.TREASURY_FEE), GovernedParameter.named("treasuryFee"));
        assertEquals(Optional.empty(), GovernedParameter.named("treasuryfee"));
        assertEquals("treasuryFee", GovernedParameter.TREASURY_FEE.toString());
    }

    private static Map<GovernedParameter, Long> values(String profile) throws IOException {
        Map<GovernedParameter, Long> values = new TreeMap<>();
        Collection<String> unknown = new TreeSet<>();
        for (String file : List.of("genesis-", "procedure-")) {
            Matcher numbers = NUMBER.matcher(read(file + profile + ".json"));
            while (numbers.find()) {
                Optional<GovernedParameter> parameter = GovernedParameter.named(numbers.group(1));
                parameter.ifPresent(named -> values.put(named, Long.valueOf(numbers.group(2))));
                Stream.of(numbers.group(1)).filter(name -> parameter.isEmpty()).forEach(unknown::add);
            }
        }
        assertEquals(Set.of("v"), unknown);
        return values;
    }

    private static String read(String name) throws IOException {
        try (InputStream file =
                Objects.requireNonNull(CharterTest.class.getResourceAsStream("/charter/" + name), name)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
