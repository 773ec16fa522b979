package org.stemma.gateway.openapi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.stemma.gateway.support.ApiDocument;
import org.stemma.gateway.support.Breaks;
import org.stemma.gateway.support.GatewayCase;

/** The API's description is complete, and the one in the documentation is the one that is served. */
class DocumentTest extends GatewayCase {
    private static final String WRITE = "stemma.openapi.write";
    private static final Path COMMITTED = Path.of("../docs/reference/openapi.json");
    private static final Path PROMISED = Path.of("../docs/reference/openapi-promised.json");
    private static final Path MEANT = Path.of("src/test/resources/openapi/meant-breaks.txt");
    private static final String FOLDER = "gateway-app/src/main/resources/openapi/operations";
    private static final String REGENERATE =
            "docs/reference/openapi.json is not what a gateway serves; regenerate it with: mvn -pl gateway-app -am test"
                    + " -Dtest=DocumentTest -Dsurefire.failIfNoSpecifiedTests=false -D" + WRITE + "=true";

    private String served = "";

    @BeforeEach
    void read() {
        HttpResponse<String> answer = http.get("/v1/openapi.json", "");
        assertEquals(200, answer.statusCode(), answer.body());
        served = answer.body();
    }

    @Test
    void the_committed_document_is_the_one_that_is_served() throws IOException {
        if (Boolean.getBoolean(WRITE)) {
            Files.writeString(COMMITTED, served + "\n");
        }
        assertEquals(Files.readString(COMMITTED), served + "\n", REGENERATE);
    }

    /** Whoever regenerates the document breaks nobody unseen: what was promised stands beside it and stays. */
    @Test
    void what_was_promised_holds_but_for_the_breaks_that_are_meant() throws IOException {
        Set<String> meant = new TreeSet<>();
        for (String line : Files.readAllLines(MEANT)) {
            if (!line.isBlank() && !line.startsWith("#")) {
                String[] parts = line.split("\\|", -1);
                assertTrue(parts.length == 2 && !parts[1].isBlank(), MEANT + " says of no reason: " + line);
                meant.add(parts[0].strip());
            }
        }
        Set<String> breaks = new TreeSet<>(Breaks.between(Files.readString(PROMISED), served));
        Set<String> idle = new TreeSet<>(meant);
        idle.removeAll(breaks);
        breaks.removeAll(meant);
        assertEquals(Set.of(), breaks, "breaks clients of " + PROMISED + "; is one meant, it is a line of " + MEANT);
        assertEquals(Set.of(), idle, "lines of " + MEANT + " that break nothing");
    }

    @Test
    void every_operation_has_its_file_and_every_file_its_operation() {
        Set<String> files = Described.all().keySet();
        Set<String> operations = ApiDocument.of(served).operations().stream()
                .map(ApiDocument.Operation::name)
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> without = new TreeSet<>(operations);
        without.removeAll(files);
        assertEquals(Set.of(), without, "write a file OPERATIONID.json in " + FOLDER + " for each of these");
        Set<String> gone = new TreeSet<>(files);
        gone.removeAll(operations);
        assertEquals(Set.of(), gone, "files in " + FOLDER + " of operations that there are not");
    }

    @Test
    void every_operation_says_all_that_a_client_needs() {
        ApiDocument document = ApiDocument.of(served);
        List<String> missing = new ArrayList<>();
        Set<String> ids = new TreeSet<>();
        for (ApiDocument.Operation operation : document.operations()) {
            operation.gaps().forEach(gap -> missing.add(operation.name() + ": " + gap));
            if (!ids.add(operation.id())) {
                missing.add(operation.name() + ": another operation is called " + operation.id());
            }
        }
        assertEquals(List.of(), missing, "say it in the operation's file in " + FOLDER);
    }

    @Test
    void every_example_is_of_its_schema() {
        assertEquals(List.of(), ApiDocument.of(served).wrongExamples());
    }

    /** Codes are found in the sources, whoever says them. */
    @Test
    void every_code_of_the_sources_has_an_example() throws IOException {
        Set<String> codes = ApiDocument.of(served).problemCodes();
        assertTrue(codes.size() > 100, codes.toString());
        Set<String> said = new TreeSet<>();
        Pattern literal = Pattern.compile("\"([a-z]+\\.[a-z]+_?[a-z_]*)\"");
        for (String folder : List.of("src/main/java", "../chaincode/api/src/main/java")) {
            try (Stream<Path> sources = Files.walk(Path.of(folder))) {
                for (Path source : sources.filter(file -> file.toString().endsWith(".java"))
                        .toList()) {
                    String text = Files.readString(source);
                    Matcher matcher = literal.matcher(text);
                    while ((text.contains("implements Refusal") || text.contains("\"gateway.")) && matcher.find()) {
                        said.add(matcher.group(1));
                    }
                }
            }
        }
        said.removeAll(Set.of("gateway.sql", "gateway.transaction_lost"));
        said.removeAll(codes);
        assertEquals(Set.of(), said, "add the enum of these codes to org.stemma.gateway.openapi.Codes");
    }
}
