package org.stemma.it;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.hyperledger.fabric.client.EndorseException;
import org.hyperledger.fabric.client.Proposal;
import org.hyperledger.fabric.client.Transaction;
import org.hyperledger.fabric.protos.ledger.rwset.kvrwset.KVRWSet;
import org.stemma.contracts.bench.Twin;

/** The plain twin of a real kind of work, made from what one real transaction did. */
record TwinWork(String name, Chaincode ledger, StateCalls calls, Twin twin, String padding) implements Work {
    /** Lays out for each lane what one real transaction found and did. */
    static TwinWork of(Work real, Chaincode ledger, int lanes) {
        StateCalls calls = callsOf(real, ledger);
        Twin twin = calls.twin(real.name());
        int length = Prepared.argumentBytes(real.next(0).getBytes()) - twin.toString().length();
        TwinWork work = new TwinWork(real.name() + "_twin", ledger, calls, twin, "p".repeat(Math.max(0, length)));
        work.prepare(lanes);
        work.mustMatch();
        return work;
    }

    /** Endorses one transaction, never to be submitted, and looks at its keys. */
    static StateCalls callsOf(Work work, Chaincode ledger) {
        try {
            Transaction transaction = work.next(0).endorse();
            KVRWSet set = Prepared.keys(transaction.getBytes(), Chaincode.NAME);
            return StateCalls.of(transaction, set, look(ledger, StateCalls.keys(set)));
        } catch (EndorseException e) {
            throw new IllegalStateException(Chaincode.reason(e), e);
        }
    }

    private static Map<String, StateCalls.Held> look(Chaincode ledger, List<String> keys) {
        String[] answers = ledger.ask(Stall.buyer(0), "bench:look", String.join("\n", keys))
                .split("\n", -1);
        Map<String, StateCalls.Held> found = new TreeMap<>();
        for (int i = 0; i < keys.size(); i++) {
            String[] words = answers[i].split(" ", -1);
            found.put(keys.get(i), new StateCalls.Held(Integer.parseInt(words[0]), Boolean.parseBoolean(words[1])));
        }
        return found;
    }

    private void prepare(int lanes) {
        Lanes.each(
                lanes,
                lane -> ledger.call(
                        Stall.buyer(lane),
                        "bench:prepareTwin",
                        twin.toString(),
                        Integer.toString(lane),
                        Members.of(lane)));
    }

    @Override
    public Proposal next(int lane) {
        return ledger.proposal(
                Stall.buyer(lane),
                "bench:twin",
                Members.endorsing(lane),
                twin.toString(),
                Integer.toString(lane),
                padding);
    }

    /** The twin's own calls are as many, and its bytes as long, as the real one's. */
    private void mustMatch() {
        String own = callsOf(this, ledger).calls();
        if (!own.equals(calls.calls())) {
            throw new IllegalStateException("the twin makes " + own + ", not " + calls.calls());
        }
    }
}
