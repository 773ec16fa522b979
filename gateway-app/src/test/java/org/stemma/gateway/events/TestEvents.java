package org.stemma.gateway.events;

import org.stemma.gateway.readmodel.TestLedger;

/** Events for tests of other packages. */
public final class TestEvents {
    private TestEvents() {}

    public static Events of(TestLedger ledger) {
        return new Events(ledger.events(), new Concerns(ledger.readModel()));
    }
}
