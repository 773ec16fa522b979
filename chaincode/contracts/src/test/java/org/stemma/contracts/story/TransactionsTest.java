package org.stemma.contracts.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TimeZone;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hyperledger.fabric.contract.annotation.Contract;
import org.hyperledger.fabric.contract.annotation.Transaction;
import org.hyperledger.fabric.shim.ChaincodeException;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.stemma.api.Codec;
import org.stemma.api.Command;
import org.stemma.api.MalformedException;
import org.stemma.api.kernel.KernelRefusal;
import org.stemma.api.member.Role;
import org.stemma.api.usage.UsageRefusal;
import org.stemma.contracts.testing.Conservation;
import org.stemma.contracts.testing.MemoryLedger;
import org.stemma.contracts.testing.TestIdentity;
import org.stemma.contracts.testing.TestNetwork;

/** What holds for every transaction of the chaincode: found by reflection, and tried with its sample. */
final class TransactionsTest {
    /** These make no record under a request's id: closing what is closed is no error, and genesis happens once. */
    private static final Set<String> WITHOUT_MEMORY = Set.of("kernel:genesis", "kernel:closeEpochs", "batch:run");

    /** These write nothing. */
    private static final Set<String> QUESTIONS =
            Set.of("license:authorize", "governance:inspect", "governance:parameters");

    private static Set<String> functions() {
        Set<String> names = new TreeSet<>();
        TestNetwork.CONTRACTS.forEach(contract -> Arrays.stream(
                        contract.getClass().getMethods())
                .filter(method -> method.isAnnotationPresent(Transaction.class))
                .forEach(method -> names.add(
                        contract.getClass().getAnnotation(Contract.class).name() + ":" + method.getName())));
        return names;
    }

    @Test
    void every_transaction_has_a_sample() {
        Set<String> sampled =
                Sample.all(new World()).stream().map(Sample::function).collect(Collectors.toCollection(TreeSet::new));
        assertEquals(functions(), sampled);
    }

    private static Stream<DynamicTest> each(java.util.function.Consumer<Sample> test) {
        World world = new World();
        return Sample.all(world).stream()
                .map(sample -> DynamicTest.dynamicTest(sample.function(), () -> test.accept(sample)));
    }

    @TestFactory
    Stream<DynamicTest> writes_the_same_under_another_locale_time_zone_and_map_order() {
        return each(sample -> {
            MemoryLedger.Endorsed here = endorse(sample, sample.json());
            Locale locale = Locale.getDefault();
            TimeZone zone = TimeZone.getDefault();
            try {
                Locale.setDefault(Locale.forLanguageTag("tr-TR"));
                TimeZone.setDefault(TimeZone.getTimeZone("Asia/Kathmandu"));
                MemoryLedger.Endorsed there = endorse(sample, backwards(Codec.read(sample.json())));
                assertEquals(here.writeSet(), there.writeSet());
                assertEquals(here.answer, there.answer);
            } finally {
                Locale.setDefault(locale);
                TimeZone.setDefault(zone);
            }
        });
    }

    private static MemoryLedger.Endorsed endorse(Sample sample, String json) {
        TestNetwork network = sample.network();
        return network.endorse(sample.by(), sample.function(), json, network.now(), "ab".repeat(32));
    }

    /** The same JSON with every object's members in the opposite order. */
    private static String backwards(Object tree) {
        if (tree instanceof Map<?, ?> map) {
            List<String> members = new ArrayList<>();
            map.forEach((name, value) -> members.add(Codec.write(name) + " : " + backwards(value)));
            Collections.reverse(members);
            return "{ " + String.join(" , ", members) + " }";
        } else if (tree instanceof List<?> list) {
            return "[" + list.stream().map(TransactionsTest::backwards).collect(Collectors.joining(" , ")) + "]";
        }
        return Codec.write(tree);
    }

    @TestFactory
    Stream<DynamicTest> is_for_its_roles_and_no_others() {
        return each(sample -> {
            for (Role role : Role.values()) {
                TestIdentity caller = TestIdentity.of(
                        sample.by().organisation(),
                        sample.by().name(),
                        role.name().toLowerCase(Locale.ROOT));
                Optional<String> refusal = sample.network().refusal(caller, sample.function(), sample.json());
                Optional<String> expected = sample.roles().contains(role)
                        ? Optional.empty()
                        : Optional.of(KernelRefusal.ROLE_MISSING.code());
                assertEquals(expected, refusal, role + " for " + sample);
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> is_refused_to_whoever_is_no_member() {
        return each(sample -> {
            TestIdentity stranger = TestIdentity.of(
                    "StrangerMSP", sample.by().name(), sample.by().roles());
            assertEquals(
                    Optional.of(KernelRefusal.NOT_A_MEMBER.code()),
                    sample.network().refusal(stranger, sample.function(), sample.json()));
        });
    }

    @TestFactory
    Stream<DynamicTest> refuses_input_that_is_not_of_its_form() {
        return each(sample -> {
            String json = sample.json();
            List<String> wrong = List.of(
                    "",
                    "[]",
                    "null",
                    json + " {}",
                    json.replace("\"v\":1", "\"v\":2"),
                    json.replace("\"v\":1", "\"v\":1,\"v\":1"),
                    json.replace("\"v\":1", "\"v\":1,\"more\":1"),
                    json.replaceFirst("\"[a-z]+\":", "\"other\":"));
            for (String one : wrong) {
                Optional<String> refusal = sample.network().refusal(sample.by(), sample.function(), one);
                assertEquals(Optional.of(KernelRefusal.MALFORMED.code()), refusal, one);
            }
        });
    }

    /** Whatever one member becomes, the answer is an answer or a coded refusal, never another failure. */
    @TestFactory
    Stream<DynamicTest> answers_or_refuses_whatever_a_member_holds() {
        List<Object> odd = List.of(
                0L,
                -1L,
                (1L << 53) - 1,
                -(1L << 53) + 1,
                "",
                "9223372036854775807",
                "x".repeat(300),
                "prt_0",
                "ast_0",
                "grt_0",
                "wal_0",
                "+1000000000-12-31T23:59:59.999999999Z",
                "-1000000000-01-01T00:00:00Z",
                "9223372036.854775807",
                "-0.000000001",
                "XXX",
                true,
                List.of(),
                Map.of());
        return each(sample -> odd.forEach(value ->
                replacements(Codec.read(sample.json()), value).forEach(tree -> mustAnswer(sample, Codec.write(tree)))));
    }

    private static void mustAnswer(Sample sample, String json) {
        try {
            endorse(sample, json);
        } catch (ChaincodeException e) {
            String message = String.valueOf(e.getMessage());
            assertTrue(message.matches("[a-z]+\\.[a-z_]+ \\{.*"), message);
        } catch (RuntimeException e) {
            throw new AssertionError(json, e);
        }
    }

    /** The tree with the value in the place of each of its members, one at a time. */
    private static List<Object> replacements(Object tree, Object value) {
        List<Object> all = new ArrayList<>();
        if (tree instanceof Map<?, ?> map) {
            map.forEach((name, member) -> {
                List<Object> others = new ArrayList<>(replacements(member, value));
                others.add(value);
                for (Object other : others) {
                    Map<Object, Object> copy = new java.util.TreeMap<>(map);
                    copy.put(name, other);
                    all.add(copy);
                }
            });
        } else if (tree instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                for (Object other : replacements(list.get(i), value)) {
                    List<Object> copy = new ArrayList<>(list);
                    copy.set(i, other);
                    all.add(copy);
                }
            }
        }
        return all;
    }

    @TestFactory
    Stream<DynamicTest> the_same_again_has_one_effect_and_one_answer() {
        return functions().stream()
                .filter(function -> !QUESTIONS.contains(function))
                .map(function -> DynamicTest.dynamicTest(function, () -> {
                    World world = new World();
                    Sample sample = Sample.of(world, function);
                    MemoryLedger.Endorsed first = endorse(sample, sample.json());
                    assertEquals(
                            List.of(MemoryLedger.Code.VALID), sample.network().commit(first));
                    assertTrue(!first.writeSet().isEmpty());
                    if (function.equals(Sample.GENESIS)) {
                        assertEquals(
                                Optional.of(KernelRefusal.GENESIS_DONE.code()),
                                sample.network().refusal(sample.by(), function, sample.json()));
                        return;
                    }
                    MemoryLedger.Endorsed again = sample.network().endorse(sample.by(), function, sample.json());
                    // A batch also says that it changed nothing now.
                    assertEquals(first.answer.replace("\"changed\":true", "\"changed\":false"), again.answer);
                    assertEquals("", again.writeSet());
                    Conservation.check(world.network);
                }));
    }

    @TestFactory
    Stream<DynamicTest> another_command_under_the_same_request_is_refused() {
        return functions().stream()
                .filter(function -> !QUESTIONS.contains(function) && !WITHOUT_MEMORY.contains(function))
                .map(function -> DynamicTest.dynamicTest(function, () -> {
                    World world = new World();
                    Sample sample = Sample.of(world, function);
                    sample.network().commit(endorse(sample, sample.json()));
                    String expected = function.equals("usage:report")
                            ? UsageRefusal.SEQUENCE_USED.code()
                            : KernelRefusal.REQUEST_REUSED.code();
                    List<String> others = others(sample);
                    assertNotEquals(List.of(), others);
                    others.forEach(json -> assertEquals(
                            Optional.of(expected), sample.network().refusal(sample.by(), function, json), json));
                }));
    }

    /** Commands of the same form under the same request, each with one member changed. */
    private static List<String> others(Sample sample) {
        Map<String, Object> members = Codec.members(sample.json());
        List<String> others = new ArrayList<>();
        members.forEach((name, value) -> {
            if (Set.of("v", "request", "folds", "sequence", "meter", "lines").contains(name)) {
                return;
            }
            for (Object changed : changes(value)) {
                Map<String, Object> copy = new java.util.TreeMap<>(members);
                copy.put(name, changed);
                try {
                    Codec.decode(copy, sample.input().getClass().asSubclass(Command.class));
                    others.add(Codec.write(copy));
                } catch (MalformedException e) {
                    // Not of the form: refused before.
                }
            }
        });
        return others;
    }

    private static List<Object> changes(Object value) {
        if (value instanceof Long number) {
            return List.of(number + 1);
        } else if (value instanceof String text) {
            char last = text.charAt(text.length() - 1);
            return List.of(text.substring(0, text.length() - 1) + (last == '0' ? '1' : '0'), text + "0");
        }
        return value instanceof List<?> list && !list.isEmpty() ? List.of(list.subList(0, list.size() - 1)) : List.of();
    }
}
