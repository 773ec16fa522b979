package org.stemma.contracts.story;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.stemma.api.DomainEvent;
import org.stemma.api.Refusal;
import org.stemma.api.license.LicenseRefusal;

/** Every refusal has a test of its name, in its room's RefusalsTest. */
final class RefusalsTest {
    /** Said by gateways, from what the ledger keeps; no transaction says it. */
    private static final Set<Refusal> OF_GATEWAYS = Set.of(LicenseRefusal.KEY_REVOKED);

    @Test
    void every_refusal_has_a_test_of_its_name() throws ReflectiveOperationException {
        List<String> missing = new ArrayList<>();
        for (Class<?> family : DomainEvent.FAMILIES) {
            String room =
                    family.getPackageName().substring(family.getPackageName().lastIndexOf('.') + 1);
            String noun = family.getSimpleName().replace("Event", "");
            Class<?> reasons = Class.forName(family.getPackageName() + "." + noun + "Refusal");
            Class<?> tests = Class.forName("org.stemma.contracts." + room + "." + noun + "RefusalsTest");
            Set<String> names = Arrays.stream(tests.getDeclaredMethods())
                    .filter(method -> method.isAnnotationPresent(Test.class))
                    .map(java.lang.reflect.Method::getName)
                    .collect(Collectors.toSet());
            for (Object reason : reasons.getEnumConstants()) {
                String name = ((Enum<?>) reason).name().toLowerCase(Locale.ROOT);
                if (!names.contains(name) && !OF_GATEWAYS.contains((Refusal) reason)) {
                    missing.add(room + "." + name);
                }
            }
        }
        assertEquals(List.of(), missing);
    }
}
