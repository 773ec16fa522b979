package org.stemma.governance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.stemma.governance.action.ActionRulesTest;
import org.stemma.governance.parameter.ParametersTest;
import org.stemma.governance.proposal.ProposalRulesTest;

class GovernanceRefusalTest {
    private static final List<Class<?>> LAWS =
            List.of(ActionRulesTest.class, ParametersTest.class, ProposalRulesTest.class);

    @Test
    void codes_are_of_this_room_and_unlike() {
        Set<String> codes = Arrays.stream(GovernanceRefusal.values())
                .map(GovernanceRefusal::code)
                .collect(Collectors.toSet());
        assertEquals(GovernanceRefusal.values().length, codes.size());
        for (GovernanceRefusal refusal : GovernanceRefusal.values()) {
            assertEquals("governance." + reason(refusal), refusal.code());
        }
    }

    @Test
    void every_refusal_has_a_kind_and_a_sentence() {
        for (GovernanceRefusal refusal : GovernanceRefusal.values()) {
            assertTrue(refusal.sentence().matches("[A-Z].{10,110}\\."), refusal.sentence());
            assertTrue(Arrays.asList(RefusalCategory.values()).contains(refusal.category()));
        }
    }

    @Test
    void every_refusal_has_a_test_of_its_name() {
        Set<String> tests = LAWS.stream()
                .flatMap(law -> Stream.of(law.getDeclaredMethods()))
                .filter(method -> method.isAnnotationPresent(Test.class))
                .map(Method::getName)
                .collect(Collectors.toSet());
        for (GovernanceRefusal refusal : GovernanceRefusal.values()) {
            assertTrue(tests.contains(reason(refusal)), "a test is missing: " + reason(refusal));
        }
    }

    @Test
    void a_refusal_says_its_code_and_its_facts_sorted_and_carries_no_trace() {
        GovernanceRefused refused = GovernanceRefused.because(GovernanceRefusal.OUT_OF_BOUNDS, "most", 3, "asked", 7L);
        assertEquals("governance.out_of_bounds {asked=7, most=3}", refused.getMessage());
        assertEquals(Map.of("asked", "7", "most", "3"), refused.facts());
        assertEquals(0, refused.getStackTrace().length);
        assertThrows(UnsupportedOperationException.class, () -> refused.facts().clear());
    }

    private static String reason(GovernanceRefusal refusal) {
        return refusal.name().toLowerCase(java.util.Locale.ROOT);
    }
}
