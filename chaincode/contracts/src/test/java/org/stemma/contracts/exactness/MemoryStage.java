package org.stemma.contracts.exactness;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.hyperledger.fabric.shim.ChaincodeException;
import org.stemma.api.Codec;
import org.stemma.api.Command;
import org.stemma.api.Digest;
import org.stemma.api.Drawer;
import org.stemma.api.Outcome;
import org.stemma.api.batch.Batch;
import org.stemma.api.batch.BatchAnswer;
import org.stemma.api.kernel.Charter;
import org.stemma.contracts.exactness.model.Step;
import org.stemma.contracts.testing.MemoryLedger;
import org.stemma.contracts.testing.TestIdentity;
import org.stemma.contracts.testing.TestNetwork;

/**
 * The product on the ledger in memory. Transactions that are held share the next block; of one caller's, some are one
 * transaction, and every fifth of these holds a command more that is refused.
 */
final class MemoryStage implements Stage {
    private static final Map<String, String> ROLES = Map.of("buyer", "buyer,holder");
    private static final Duration BLOCK = Duration.ofMillis(10);

    /** These are transactions of their own. */
    private static final Set<String> ALONE = Set.of("royalty:settle", "kernel:closeEpochs");

    private final TestNetwork network = TestNetwork.founded();
    private final BlockAudit audit = new BlockAudit();
    private final List<Endorsed> held = new ArrayList<>();
    private final List<Step> committed = new ArrayList<>();
    private final List<String> differences = new ArrayList<>();
    private boolean holding;
    private long conflicts;
    private long batches;
    private long commandsInBatches;

    /** An endorsed transaction; one that is held may still be carried out in a batch with others of its caller. */
    private record Endorsed(
            TestIdentity caller, MemoryLedger.Endorsed transaction, Step step, SortedMap<String, Integer> places) {
        /** What became of the operations in it, once the ledger has said so. */
        void note(MemoryLedger.Code code, Map<String, String> results) {
            if (code != MemoryLedger.Code.VALID || places.isEmpty()) {
                results.put(step.id(), code.name());
                places.keySet().forEach(name -> results.put(name, code.name()));
                return;
            }
            List<BatchAnswer.Answer> answers =
                    Codec.decode(transaction.answer, BatchAnswer.class).answers();
            places.forEach((name, place) -> results.put(
                    name,
                    answers.get(place)
                            .refused()
                            .map(text -> text.substring(0, text.indexOf(' ')))
                            .orElse(code.name())));
        }
    }

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
        Map<String, Optional<String>> written = new TreeMap<>();
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
            held.add(new Endorsed(caller, transaction, step, new TreeMap<>()));
            if (holding) {
                return Reply.of(Codec.decode(transaction.answer, Outcome.class));
            }
            String own = commit().getOrDefault(name, "");
            return own.equals(MemoryLedger.Code.VALID.name())
                    ? Reply.of(Codec.decode(transaction.answer, Outcome.class))
                    : Reply.refused(own);
        } catch (ChaincodeException e) {
            String message = String.valueOf(e.getMessage());
            return Reply.refused(message.substring(0, message.indexOf(' ')));
        }
    }

    /** Commits what is held as one block; says what became of each operation. */
    Map<String, String> commit() {
        List<Endorsed> block = held.size() > 1 ? gathered() : List.copyOf(held);
        List<MemoryLedger.Code> codes =
                network.commit(block.stream().map(Endorsed::transaction).toArray(MemoryLedger.Endorsed[]::new));
        Map<String, String> results = new TreeMap<>();
        List<Step> valid = new ArrayList<>();
        for (int i = 0; i < codes.size(); i++) {
            block.get(i).note(codes.get(i), results);
            if (codes.get(i) == MemoryLedger.Code.VALID) {
                valid.addAll(BatchSteps.of(block.get(i).step()));
            } else {
                conflicts++;
            }
        }
        held.clear();
        take(valid);
        network.pass(BLOCK);
        return results;
    }

    /** What is held, some of it gathered in batches, which come last. */
    private List<Endorsed> gathered() {
        Map<TestIdentity, List<Endorsed>> batches = new LinkedHashMap<>();
        List<Endorsed> block = new ArrayList<>();
        for (Endorsed one : held) {
            boolean joins =
                    chance(one.step().id(), 4) > 0 && !ALONE.contains(one.step().function());
            if (joins) {
                batches.computeIfAbsent(one.caller(), caller -> new ArrayList<>())
                        .add(one);
            } else {
                block.add(one);
            }
        }
        batches.values().forEach(batch -> block.add(batch.size() == 1 ? batch.get(0) : batch(batch)));
        return block;
    }

    /** The same whenever the operation of this name is played. */
    private static int chance(String name, int of) {
        return Math.floorMod(Digest.of("chance " + name).hex().hashCode(), of);
    }

    private Endorsed batch(List<Endorsed> commands) {
        Step first = commands.get(0).step();
        List<Batch.Entry> entries = new ArrayList<>();
        SortedMap<String, Integer> places = new TreeMap<>();
        for (Endorsed one : commands) {
            Batch.Entry entry = new Batch.Entry(
                    one.step().function(), Codec.members(one.step().arguments()));
            if (entries.isEmpty() && chance(first.id() + " refused", 5) == 0) {
                entries.add(wrong(entry));
            }
            places.put(one.step().id(), entries.size());
            entries.add(entry);
        }
        String json = Codec.encode(new Batch(entries));
        MemoryLedger.Endorsed transaction = network.endorse(
                commands.get(0).caller(),
                Batch.FUNCTION,
                json,
                network.now(),
                Digest.of("batch " + first.id()).hex());
        batches++;
        commandsInBatches += entries.size();
        Step step = new Step(
                first.id() + " and more",
                network.now(),
                first.organisation(),
                Batch.FUNCTION,
                json,
                transaction.answer,
                transaction.event(),
                transaction.written());
        return new Endorsed(commands.get(0).caller(), transaction, step, places);
    }

    /** The same command of nobody's wallet or, if it names none, of no version. */
    private static Batch.Entry wrong(Batch.Entry entry) {
        Map<String, Object> members = new TreeMap<>(entry.command());
        members.put("request", "wrong-" + members.get("request"));
        members.computeIfPresent("wallet", (name, wallet) -> "wal_nobody");
        members.put("v", members.containsKey("wallet") ? 1L : 2L);
        return new Batch.Entry(entry.function(), members);
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

    /** How many transactions were batches. */
    long batches() {
        return batches;
    }

    /** How many commands they held. */
    long commandsInBatches() {
        return commandsInBatches;
    }

    /** How many transactions shared a block with one that was faster. */
    long conflicts() {
        return conflicts;
    }
}
