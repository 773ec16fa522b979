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
    /** Endorses one real transaction, never to be submitted, looks at its keys, and lays the same out for each lane. */
    static TwinWork of(Work real, Chaincode ledger, int lanes) {
        try {
            Proposal proposal = real.next(0);
            Transaction transaction = proposal.endorse();
            KVRWSet set = Prepared.keys(transaction.getBytes(), Chaincode.NAME);
            StateCalls calls = StateCalls.of(transaction, set, look(ledger, StateCalls.keys(set)));
            Twin twin = calls.twin(real.name());
            int length = Prepared.argumentBytes(proposal.getBytes()) - twin.toString().length();
            TwinWork work = new TwinWork(real.name() + "_twin", ledger, calls, twin, "p".repeat(Math.max(0, length)));
            work.prepare(lanes);
            return work;
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

    /** Fails unless the twin's own calls are as many, and its bytes as long, as the real one's. */
    StateCalls mustMatch() {
        try {
            Transaction transaction = next(0).endorse();
            KVRWSet set = Prepared.keys(transaction.getBytes(), Chaincode.NAME);
            StateCalls own = StateCalls.of(transaction, set, look(ledger, StateCalls.keys(set)));
            if (!own.calls().equals(calls.calls())) {
                throw new IllegalStateException("the twin makes " + own.calls() + ", not " + calls.calls());
            }
            return own;
        } catch (EndorseException e) {
            throw new IllegalStateException(Chaincode.reason(e), e);
        }
    }
}
