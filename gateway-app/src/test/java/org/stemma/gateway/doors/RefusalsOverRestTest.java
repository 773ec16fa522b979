package org.stemma.gateway.doors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.stemma.api.Codec;
import org.stemma.api.DomainEvent;
import org.stemma.api.Refusal;
import org.stemma.api.RequestId;
import org.stemma.api.account.AccountCommand;
import org.stemma.api.kernel.KernelCommand;
import org.stemma.api.kernel.Order;
import org.stemma.contracts.story.Story;
import org.stemma.contracts.story.World;
import org.stemma.contracts.testing.TestIdentity;
import org.stemma.contracts.testing.TestNetwork;
import org.stemma.gateway.GatewayApplication;
import org.stemma.gateway.ledger.FakeLedgerConfiguration;
import org.stemma.gateway.ledger.Refusals;
import org.stemma.gateway.readmodel.ReadModel;
import org.stemma.gateway.support.ApiDocument;

/**
 * Whatever the contracts' own tests are refused, a client of REST is refused as well: the same calls are asked through a
 * whole gateway, and each reason must arrive there as a problem with its code, status and sentence, or stand in
 * {@code doors/elsewhere.txt} with what comes instead and why.
 */
@SpringBootTest(
        classes = {GatewayApplication.class, LawfulGateway.class, FakeLedgerConfiguration.class},
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = "spring.main.allow-bean-definition-overriding=true")
class RefusalsOverRestTest {
    private static Path data = Path.of("");

    @Autowired
    @Qualifier("requestMappingHandlerMapping")
    private RequestMappingHandlerMapping mappings;

    @Autowired
    private Law law;

    @Autowired
    private ReadModel readModel;

    @LocalServerPort
    private int port;

    private final Set<String> asked = new TreeSet<>();
    private final Set<String> arrived = new TreeSet<>();
    private final SortedMap<String, Set<String>> instead = new TreeMap<>();
    private final List<String> wrong = new ArrayList<>();
    private final Map<String, ApiDocument.Operation> operations = new TreeMap<>();
    private ApiDocument document = ApiDocument.of("{}");

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry properties) {
        data = LawfulGateway.start(properties);
    }

    @BeforeEach
    void open() throws IOException {
        assertTrue(readModel.awaitBlock(1, Duration.ofSeconds(20)));
        law.allowed(Law.Then.FAILS);
        Door door = new Door(mappings, data, port);
        document = ApiDocument.of(
                door.send(door.request("/v1/openapi.json", "", "x")).body());
        document.operations().forEach(operation -> operations.put(operation.name(), operation));
        TestNetwork.tell((network, caller, function, json, code) -> ask(door, network, caller, function, json, code));
    }

    @AfterEach
    void close() {
        TestNetwork.tell((network, caller, function, json, code) -> {});
        law.allowed(Law.Then.CHANGES_NOTHING);
    }

    @Test
    void every_reason_of_the_ledger_arrives_as_its_problem() throws Exception {
        for (Class<?> family : DomainEvent.FAMILIES) {
            String name = family.getName().replace("org.stemma.api.", "org.stemma.contracts.");
            run(Class.forName(name.substring(0, name.length() - "Event".length()) + "RefusalsTest"));
        }
        beyondWhatTheGatewayFolds();
        beforeItIsDue();
        assertEquals(List.of(), wrong);
        Map<String, String> elsewhere = Elsewhere.read();
        Set<String> missing =
                Refusals.known().stream().map(Refusal::code).collect(Collectors.toCollection(TreeSet::new));
        missing.removeAll(arrived);
        missing.removeAll(elsewhere.keySet());
        assertEquals(
                Set.of(),
                missing,
                () -> "neither arrived through REST nor named in src/test/resources/" + Elsewhere.FILE
                        + "; instead came " + instead);
        Set<String> needless = new TreeSet<>(elsewhere.keySet());
        needless.retainAll(arrived);
        assertEquals(Set.of(), needless, "named in " + Elsewhere.FILE + ", though they arrive");
        elsewhere.forEach((code, other) -> {
            Set<String> came = instead.getOrDefault(code, Set.of("-"));
            assertTrue(came.contains(other), () -> Elsewhere.FILE + ": instead of " + code + " came " + came);
        });
        System.out.printf(
                "refusals: %d of %d arrive through REST, %d by function and code%n",
                arrived.size(), Refusals.known().size(), asked.size());
    }

    /** The contracts' tests leave credits out, which the gateway folds: more than all of it is asked for here. */
    private static void beyondWhatTheGatewayFolds() {
        World world = new World();
        world.refusal(Story.STUDIO_BUYER, "account:requestWithdrawal", withdrawal(world, "100000"));
        world.network.impose(
                new Order("wallet/" + world.wallet, Order.Standing.LISTED, Optional.of(Story.xts("700")), "ruling 1"));
        world.refusal(Story.STUDIO_BUYER, "account:requestWithdrawal", withdrawal(world, "500"));
    }

    /** What the gateway takes for due by its own clock is not, on a ledger that is behind. */
    private static void beforeItIsDue() {
        World world = Law.recent();
        world.story.passUntil(Instant.now().minus(Duration.ofMinutes(10)));
        long due = world.story.charter().closableAt(Instant.now());
        world.refusal(
                Story.LAB_CASHIER, "kernel:closeEpochs", new KernelCommand.CloseEpochs(new RequestId("early"), due));
    }

    private static AccountCommand.RequestWithdrawal withdrawal(World world, String amount) {
        return new AccountCommand.RequestWithdrawal(
                new RequestId("beyond-" + amount), world.wallet, Story.xts(amount), World.LAB, List.of());
    }

    /** Runs a room's tests. Their own assertions are not this test's matter: they run where they belong. */
    private static void run(Class<?> tests) throws ReflectiveOperationException {
        for (Method test : tests.getDeclaredMethods()) {
            if (test.isAnnotationPresent(Test.class)) {
                Constructor<?> made = tests.getDeclaredConstructor();
                made.setAccessible(true);
                test.setAccessible(true);
                try {
                    test.invoke(made.newInstance());
                } catch (InvocationTargetException e) {
                    throw new IllegalStateException(tests.getSimpleName() + "." + test.getName(), e.getCause());
                }
            }
        }
    }

    private void ask(Door door, TestNetwork network, TestIdentity caller, String function, String json, String code) {
        String identity = identity(caller.roles());
        if (!door.leadsTo(function)) {
            note(code, "-");
            return;
        }
        if (!asked.add(function + " " + code) && arrived.contains(code)) {
            return;
        }
        law.is(network, caller);
        try {
            HttpResponse<String> answer = door.write(identity, function, json);
            String told = Door.code(answer);
            if (told.equals(code)) {
                arrived.add(code);
                judge(code, answer);
                mustBeDescribed(door.route(function), code, answer);
            } else {
                // What the law allows ends so here: see Law.
                note(code, told.equals("gateway.ledger_failed") ? "accepted" : told);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of each operation, the problems that it is known to answer stand in the document. */
    private void mustBeDescribed(Door.Route route, String code, HttpResponse<String> answer) {
        ApiDocument.Operation operation =
                Objects.requireNonNull(operations.get(route.method() + " " + route.path()), route.path());
        wrong.addAll(document.differences(
                operation,
                answer.statusCode(),
                answer.headers().firstValue("Content-Type").orElse(""),
                answer.body()));
        if (!document.tells(operation, answer.statusCode(), code)) {
            wrong.add(operation.name() + " has no example of " + code);
        }
    }

    private void note(String code, String other) {
        instead.computeIfAbsent(code, key -> new TreeSet<>()).add(other);
    }

    private void judge(String code, HttpResponse<String> answer) {
        Refusal refusal = Refusals.known().stream()
                .filter(one -> one.code().equals(code))
                .findFirst()
                .orElseThrow();
        Map<String, Object> problem = Codec.members(answer.body());
        if (answer.statusCode() != refusal.category().status()
                || !Objects.equals(problem.get("title"), refusal.sentence())) {
            wrong.add(code + ": " + answer.statusCode() + " " + answer.body());
        }
    }

    /** The gateway's identity of the same roles. */
    static String identity(String roles) {
        Set<String> words =
                Arrays.stream(roles.split(",", -1)).map(String::strip).collect(Collectors.toSet());
        if (words.containsAll(Set.of("buyer", "holder"))) {
            return "buyer";
        }
        for (String role : List.of("admin", "owner", "cashier", "meter", "council", "auditor")) {
            if (words.contains(role)) {
                return role;
            }
        }
        return words.contains("buyer") ? "onlybuyer" : words.contains("holder") ? "onlyholder" : "nobody";
    }

    /** Reasons that no client of REST can meet: {@code CODE | WHAT COMES INSTEAD | WHY}. */
    private static final class Elsewhere {
        static final String FILE = "doors/elsewhere.txt";

        static Map<String, String> read() throws IOException {
            try (var file = Objects.requireNonNull(
                    RefusalsOverRestTest.class.getClassLoader().getResourceAsStream(FILE))) {
                Map<String, String> all = new TreeMap<>();
                new String(file.readAllBytes(), StandardCharsets.UTF_8)
                        .lines()
                        .filter(line -> !line.isBlank() && !line.startsWith("#"))
                        .map(line -> line.split("\\|", -1))
                        .forEach(parts -> all.put(parts[0].strip(), parts[1].strip()));
                return all;
            }
        }
    }
}
