package org.stemma.contracts.testing;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.hyperledger.fabric.contract.Context;
import org.hyperledger.fabric.contract.ContractInterface;
import org.hyperledger.fabric.contract.annotation.Contract;
import org.hyperledger.fabric.contract.annotation.Transaction;
import org.hyperledger.fabric.shim.ChaincodeException;
import org.hyperledger.fabric.shim.ChaincodeStub;
import org.stemma.api.Codec;
import org.stemma.api.Command;
import org.stemma.api.Digest;
import org.stemma.api.Document;
import org.stemma.api.Drawer;
import org.stemma.api.Envelope;
import org.stemma.api.Outcome;
import org.stemma.api.batch.Batch;
import org.stemma.api.batch.BatchAnswer;
import org.stemma.api.kernel.Charter;
import org.stemma.api.kernel.Order;
import org.stemma.contracts.account.AccountContract;
import org.stemma.contracts.asset.AssetContract;
import org.stemma.contracts.batch.BatchContract;
import org.stemma.contracts.governance.GovernanceContract;
import org.stemma.contracts.kernel.KernelContract;
import org.stemma.contracts.kernel.TestClock;
import org.stemma.contracts.license.LicenseContract;
import org.stemma.contracts.member.MemberContract;
import org.stemma.contracts.royalty.RoyaltyContract;
import org.stemma.contracts.share.ShareContract;
import org.stemma.contracts.usage.UsageContract;

/** Three members on a {@link MemoryLedger}, with a clock that moves when told. Each transaction is a block of its own. */
public final class TestNetwork {
    public static final String LAB = "LabMSP";
    public static final String ARCHIVE = "ArchiveMSP";
    public static final String STUDIO = "StudioMSP";

    private static final Instant BEGINNING = Instant.parse("2026-01-01T00:00:00Z");

    /** Every contract of the chaincode. */
    public static final List<ContractInterface> CONTRACTS = List.of(
            new KernelContract(),
            new MemberContract(),
            new AccountContract(),
            new AssetContract(),
            new ShareContract(),
            new LicenseContract(),
            new UsageContract(),
            new RoyaltyContract(),
            new GovernanceContract(),
            new BatchContract());

    /** Hears of each refusal that a test asks for, to ask again at another door. */
    @FunctionalInterface
    public interface Witness {
        void refused(TestNetwork network, TestIdentity caller, String function, String json, String code);
    }

    private static volatile Witness witness = (network, caller, function, json, code) -> {};

    private final MemoryLedger ledger = new MemoryLedger(3);
    private final List<Envelope> envelopes = new ArrayList<>();
    private Instant now = BEGINNING;
    private long transactions;

    /** A network after genesis under the demo profile. */
    public static TestNetwork founded() {
        return founded(BEGINNING);
    }

    /** The same, founded at another time. */
    public static TestNetwork founded(Instant beginning) {
        TestNetwork network = new TestNetwork();
        network.now = beginning;
        network.submit(
                TestIdentity.of(LAB, "admin", "admin"),
                "kernel:genesis",
                "{\"organisations\":[{\"id\":\"ArchiveMSP\",\"name\":\"Archive\"},{\"id\":\"LabMSP\",\"name\":\"Lab\"},"
                        + "{\"id\":\"StudioMSP\",\"name\":\"Studio\"}],\"profile\":\"demo\",\"request\":\"genesis\",\"v\":1}");
        return network;
    }

    /** Who is told from now on. */
    public static void tell(Witness other) {
        witness = other;
    }

    public MemoryLedger ledger() {
        return ledger;
    }

    public Instant now() {
        return now;
    }

    public void pass(Duration time) {
        now = now.plus(time);
    }

    /** Simulates, without committing, at the network's time. */
    public MemoryLedger.Endorsed endorse(TestIdentity caller, String function, String json) {
        return endorse(caller, function, json, now);
    }

    /** Simulates with a timestamp that the client chose. */
    public MemoryLedger.Endorsed endorse(TestIdentity caller, String function, String json, Instant timestamp) {
        String txId = Digest.of("transaction " + transactions++).hex();
        return endorse(caller, function, json, timestamp, txId);
    }

    /** Simulates a transaction of a given id: the same twice must write the same. */
    public MemoryLedger.Endorsed endorse(
            TestIdentity caller, String function, String json, Instant timestamp, String txId) {
        TestClock.set(now);
        MemoryLedger.Endorsed tx = new MemoryLedger.Endorsed();
        ChaincodeStub stub = MemoryStub.open(ledger, tx, caller, txId, timestamp);
        ContractInterface contract = contract(function);
        Context context = contract.createContext(stub);
        String answer = invoke(contract, method(contract, function), context, json);
        contract.afterTransaction(context, answer);
        tx.answer = answer;
        return tx.by(LAB, ARCHIVE, STUDIO);
    }

    private static ContractInterface contract(String function) {
        String room = function.substring(0, function.indexOf(':'));
        return CONTRACTS.stream()
                .filter(contract ->
                        contract.getClass().getAnnotation(Contract.class).name().equals(room))
                .findFirst()
                .orElseThrow();
    }

    private static Method method(ContractInterface contract, String function) {
        String name = function.substring(function.indexOf(':') + 1);
        return Arrays.stream(contract.getClass().getMethods())
                .filter(method -> method.isAnnotationPresent(Transaction.class)
                        && method.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no function " + function));
    }

    private static String invoke(ContractInterface contract, Method method, Context context, String json) {
        try {
            return (String) method.invoke(contract, context, json);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Commits endorsed transactions as one block. */
    public List<MemoryLedger.Code> commit(MemoryLedger.Endorsed... block) {
        List<MemoryLedger.Code> codes = ledger.commit(List.of(block));
        for (int i = 0; i < block.length; i++) {
            if (codes.get(i) == MemoryLedger.Code.VALID) {
                block[i].event().ifPresent(json -> envelopes.add(Codec.decode(json, Envelope.class)));
            }
        }
        return codes;
    }

    /** What valid transactions said, in the order of the ledger. */
    public List<Envelope> envelopes() {
        return List.copyOf(envelopes);
    }

    /** Writes a record as all members agree to, past every contract: for states that take long to come about. */
    public void put(Drawer drawer, Document record, Object... parts) {
        MemoryLedger.Endorsed tx = new MemoryLedger.Endorsed();
        tx.writes.put(drawer.key(parts), Optional.of(Codec.encode(record).getBytes(StandardCharsets.UTF_8)));
        commit(tx.by(LAB, ARCHIVE, STUDIO));
    }

    /** Imposes an order as a council would. */
    public void impose(Order order) {
        String[] subject = order.subject().split("/", 2);
        put(Drawer.ORDER, order, subject[0], subject[1]);
        Charter charter = find(Drawer.CHARTER, Charter.class).orElseThrow();
        put(Drawer.CHARTER, charter.ordering(order.subject(), order.isInForce()));
    }

    /** Endorses and commits; a refusal is thrown, anything but valid fails. */
    public Outcome submit(TestIdentity caller, String function, String json) {
        MemoryLedger.Endorsed tx = endorse(caller, function, json);
        List<MemoryLedger.Code> codes = commit(tx);
        if (!codes.equals(List.of(MemoryLedger.Code.VALID))) {
            throw new IllegalStateException(function + " ended as " + codes);
        }
        return Codec.decode(tx.answer, Outcome.class);
    }

    public Outcome submit(TestIdentity caller, String function, Command command) {
        return submit(caller, function, Codec.encode(command));
    }

    /** Endorses and commits commands of one caller as one transaction. */
    public BatchAnswer submitBatch(TestIdentity caller, Command... commands) {
        MemoryLedger.Endorsed tx = endorseBatch(caller, commands);
        List<MemoryLedger.Code> codes = commit(tx);
        if (!codes.equals(List.of(MemoryLedger.Code.VALID))) {
            throw new IllegalStateException("a batch ended as " + codes);
        }
        return Codec.decode(tx.answer, BatchAnswer.class);
    }

    public MemoryLedger.Endorsed endorseBatch(TestIdentity caller, Command... commands) {
        Batch batch = new Batch(Arrays.stream(commands).map(Batch.Entry::of).toList());
        return endorse(caller, Batch.FUNCTION, Codec.encode(batch));
    }

    /** The code with which a command is refused; empty if it is not. Nothing is committed. */
    public Optional<String> refusal(TestIdentity caller, String function, Command command) {
        return refusal(caller, function, Codec.encode(command));
    }

    public Optional<String> refusal(TestIdentity caller, String function, String json) {
        try {
            endorse(caller, function, json);
            return Optional.empty();
        } catch (ChaincodeException e) {
            String message = String.valueOf(e.getMessage());
            String code = message.substring(0, message.indexOf(' '));
            witness.refused(this, caller, function, json, code);
            return Optional.of(code);
        }
    }

    /** A committed record. */
    public <T extends Document> Optional<T> find(Drawer drawer, Class<T> type, Object... parts) {
        return ledger.get(drawer.key(parts)).map(json -> Codec.decode(json, type));
    }
}
