package org.stemma.it;

import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.ClassDescriptor;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.ClassOrdererContext;

/**
 * Whose turn it is. First come those that end the members' gateways, since nobody has brought them up yet; then those that
 * wait for epochs, while {@code scripts/test.sh} has other suites for the processors; then those that use them; and last
 * the one that asks for much at once, when nobody else is left.
 */
public final class Turns implements ClassOrderer {
    private static final List<Class<?>> WITHOUT_GATEWAYS = List.of(ExactnessIT.class, ScaleIT.class);
    private static final List<Class<?>> WAITING =
            List.of(StoppedPeerIT.class, TimeIT.class, GovernanceIT.class, AlteredChaincodeIT.class, ConsentIT.class);

    /** Classes that share a turn keep their order. */
    @Override
    public void orderClasses(ClassOrdererContext context) {
        context.getClassDescriptors().sort(Comparator.comparingInt(Turns::turn));
    }

    private static int turn(ClassDescriptor descriptor) {
        Class<?> type = descriptor.getTestClass();
        if (WITHOUT_GATEWAYS.contains(type)) {
            return 0;
        }
        if (WAITING.contains(type)) {
            return 1;
        }
        return type == ConformanceIT.class ? 3 : 2;
    }
}
