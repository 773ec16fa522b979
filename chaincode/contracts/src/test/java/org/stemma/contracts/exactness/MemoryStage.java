package org.stemma.contracts.exactness;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.hyperledger.fabric.shim.ChaincodeException;
import org.stemma.api.Codec;
import org.stemma.api.Command;
import org.stemma.api.Digest;
import org.stemma.api.Drawer;
import org.stemma.api.Outcome;
import org.stemma.api.kernel.Charter;
import org.stemma.contracts.exactness.model.Step;
import org.stemma.contracts.testing.MemoryLedger;
import org.stemma.contracts.testing.TestIdentity;
import org.stemma.contracts.testing.TestNetwork;

/** The product on the ledger in memory. Transactions that are held share the next block. */
final class MemoryStage implements Stage {
    private static final Map<String, String> ROLES = Map.of("buyer", "buyer,holder");
    private static final Duration BLOCK = Duration.ofMillis(10);

    private final TestNetwork network = TestNetwork.founded();
    private final BlockAudit audit = new BlockAudit();
    private final List<Endorsed> held = new ArrayList<>();
    private final List<Step> committed = new ArrayList<>();
    private final List<String> differences = new ArrayList<>();
    private boolean holding;
    private long conflicts;

    private record Endorsed(MemoryLedger.Endorsed transaction, Step step) {}

    MemoryStage(Charter.Currency second, String cap) {
        Step genesis = step("genesis", "", "", network.ledger().all(""), Optional.empty());
        audit.block(List.of(genesis));
        Charter charter = audit.find(Drawer.CHARTER, Charter.class).orElseThrow();
        List<Charter.Currency> currencies = new ArrayList<>(charter.currencies());
        currencies.add(second);
        List<Charter.Cashier> cashiers = new ArrayList<>();
        for (Charter.Cashier one : charter.cashiers()) {
            cashiers.add(new Charter.Cashier(one.organisation(), one.currency(), cap));
            cashiers.add(new Charter.Cashier(one.organisation(), second.code(), cap));
        }
        decree(new Charter(
                charter.profile(),
                charter.genesis(),
                charter.membership(),
                charter.epochSeconds(),
                charter.aheadSeconds(),
                charter.behindSeconds(),
                charter.graceSeconds(),
                charter.calendar(),
                currencies,
                cashiers,
                charter.rules(),
                charter.limits(),
                charter.orders()));
    }

    private Step step(
            String function,
            String organisation,
            String arguments,
            Map<String, String> writes,
            Optional<String> event) {
        Map<String, Optional<String>> written = new java.util.TreeMap<>();
        writes.forEach((key, value) -> written.put(key, Optional.of(value)));
        return new Step(function, network.now(), organisation, "", arguments, "", event, written);
    }

    TestNetwork network() {
        return network;
    }

    /** Whether what is sent from now on waits for others to share its block. */
    void hold(boolean hold) {
        holding = hold;
    }

    @Override
    public Reply send(String organisation, String user, String function, String name, Supplier<Command> command) {
        String json = Codec.encode(command.get());
        TestIdentity caller = TestIdentity.of(organisation, user, ROLES.getOrDefault(user, user));
        try {
            MemoryLedger.Endorsed transaction = network.endorse(
                    caller,
                    function,
                    json,
                    network.now(),
                    Digest.of("transaction " + name).hex());
            Step step = new Step(
                    name,
                    network.now(),
                    organisation,
                    function,
                    json,
                    transaction.answer,
                    transaction.event(),
                    transaction.written());
            held.add(new Endorsed(transaction, step));
            if (holding) {
                return Reply.of(Codec.decode(transaction.answer, Outcome.class));
            }
            List<MemoryLedger.Code> codes = commit();
            MemoryLedger.Code own = codes.get(codes.size() - 1);
            return own == MemoryLedger.Code.VALID
                    ? Reply.of(Codec.decode(transaction.answer, Outcome.class))
                    : Reply.refused(own.name());
        } catch (ChaincodeException e) {
            String message = String.valueOf(e.getMessage());
            return Reply.refused(message.substring(0, message.indexOf(' ')));
        }
    }

    /** Commits what is held as one block. */
    List<MemoryLedger.Code> commit() {
        MemoryLedger.Endorsed[] block = held.stream().map(Endorsed::transaction).toArray(MemoryLedger.Endorsed[]::new);
        List<MemoryLedger.Code> codes = network.commit(block);
        List<Step> valid = new ArrayList<>();
        for (int i = 0; i < codes.size(); i++) {
            if (codes.get(i) == MemoryLedger.Code.VALID) {
                valid.add(held.get(i).step());
            } else {
                conflicts++;
            }
        }
        held.clear();
        take(valid);
        network.pass(BLOCK);
        return codes;
    }

    private void take(List<Step> block) {
        committed.addAll(block);
        differences.addAll(audit.block(block));
    }

    private void decree(Charter charter) {
        network.put(Drawer.CHARTER, charter);
        Map<String, String> writes = Map.of(Drawer.CHARTER.key(), Codec.encode(charter));
        take(List.of(step("decree", "", "", writes, Optional.empty())));
    }

    @Override
    public Instant now() {
        return network.now();
    }

    @Override
    public void pass(long millis) {
        commit();
        network.pass(Duration.ofMillis(millis));
    }

    @Override
    public void await(Instant time) {
        commit();
        if (time.isAfter(network.now())) {
            network.pass(Duration.between(network.now(), time));
        }
    }

    @Override
    public BlockAudit ledger() {
        return audit;
    }

    /** The valid transactions since the last call, in the order of the ledger. */
    List<Step> taken() {
        List<Step> taken = List.copyOf(committed);
        committed.clear();
        return taken;
    }

    /** Where the blocks did not balance. */
    List<String> differences() {
        return differences;
    }

    /** How many transactions shared a block with one that was faster. */
    long conflicts() {
        return conflicts;
    }
}
