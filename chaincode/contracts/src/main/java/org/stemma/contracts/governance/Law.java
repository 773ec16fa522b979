package org.stemma.contracts.governance;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.stemma.api.Refused;
import org.stemma.api.governance.GovernanceRefusal;
import org.stemma.governance.GovernanceRefused;

/** Asks the library of collective decisions. Its refusals become the room's, one to one by name. */
final class Law {
    private Law() {}

    static <T> T ask(Supplier<T> question) {
        try {
            return question.get();
        } catch (GovernanceRefused refused) {
            List<Object> facts = new ArrayList<>();
            refused.facts().forEach((name, value) -> facts.addAll(List.of(name, value)));
            GovernanceRefusal refusal =
                    GovernanceRefusal.valueOf(refused.refusal().name());
            throw Refused.because(refusal, facts.toArray());
        }
    }
}
