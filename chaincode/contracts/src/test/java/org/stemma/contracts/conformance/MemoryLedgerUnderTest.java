package org.stemma.contracts.conformance;

import com.google.gson.JsonArray;
import com.google.gson.JsonParser;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.stemma.contracts.testing.MemoryLedger;
import org.stemma.contracts.testing.MemoryStub;
import org.stemma.contracts.testing.TestIdentity;

/** The in-memory ledger, put to the cases. */
final class MemoryLedgerUnderTest implements LedgerUnderTest {
    private static final TestIdentity CLIENT = TestIdentity.of("LabMSP", "probe", "buyer");

    private final MemoryLedger ledger = new MemoryLedger(3);

    private record Simulated(MemoryLedger.Endorsed tx, JsonArray seen, Optional<String> event) implements Endorsed {}

    @Override
    public Endorsed endorse(Script script, List<String> organisations) {
        MemoryLedger.Endorsed tx = new MemoryLedger.Endorsed();
        try {
            String answer =
                    ProbeContract.execute(MemoryStub.open(ledger, tx, CLIENT, "probe", Instant.EPOCH), script.json());
            tx.by(organisations.toArray(String[]::new));
            Optional<String> event = tx.event().map(payload -> tx.eventName() + "=" + payload);
            return new Simulated(tx, JsonParser.parseString(answer).getAsJsonArray(), event);
        } catch (IllegalArgumentException e) {
            throw new Refused(String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public List<String> commit(List<Endorsed> block) {
        List<MemoryLedger.Endorsed> transactions =
                block.stream().map(endorsed -> ((Simulated) endorsed).tx()).toList();
        return ledger.commit(transactions).stream().map(Enum::name).toList();
    }
}
