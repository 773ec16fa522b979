package org.stemma.gateway.doors;

import io.grpc.Status;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.hyperledger.fabric.shim.ChaincodeException;
import org.stemma.api.Codec;
import org.stemma.api.MeterId;
import org.stemma.contracts.story.Story;
import org.stemma.contracts.story.World;
import org.stemma.contracts.testing.MemoryLedger;
import org.stemma.contracts.testing.TestIdentity;
import org.stemma.contracts.testing.TestNetwork;
import org.stemma.gateway.readmodel.ReadModel;
import org.stemma.gateway.support.Blocks;
import org.stemma.gateway.support.FakePeer;
import org.stemma.gateway.support.Transactions;

/**
 * The contracts on their in-memory ledger, as the chaincode of a gateway's peer. Unless it is told to commit it only
 * simulates, so that each request finds the same state. Who calls is told beside: the certificates of a test gateway carry
 * no roles.
 */
final class Law {
    /** What of the world's time is not closed: there are epochs to close, and not more than one transaction may. */
    private static final Duration OPEN = Duration.ofMinutes(5);

    /** What a gateway takes for due while it is asked is due here. */
    private static final Duration AHEAD = Duration.ofSeconds(10);

    /** What becomes of what the law allows. */
    enum Then {
        /** It fails at the peer, so that nothing is submitted. */
        FAILS,
        /** A transaction that writes nothing. */
        CHANGES_NOTHING,
        /** It is committed, and the block says what it wrote. */
        COMMITS
    }

    final World world;
    final Stage stage;

    /** Keys that gateways were told of. */
    private final Set<String> known = new TreeSet<>();

    private volatile TestNetwork network;
    private volatile TestIdentity caller = TestIdentity.of(TestNetwork.LAB, "auditor", "auditor");
    private volatile Then then = Then.CHANGES_NOTHING;

    /** A world that has come to this machine's time, which a gateway goes by. */
    Law() {
        world = recent();
        network = world.network;
        stage = new Stage(world);
        world.story.passUntil(Instant.now().minus(OPEN));
        keepTime();
    }

    /** A world whose story began an hour or two ago. */
    static World recent() {
        Instant began = Instant.now().truncatedTo(ChronoUnit.HOURS).minus(1, ChronoUnit.HOURS);
        return new World(new Story(TestNetwork.founded(began)));
    }

    private void keepTime() {
        Instant present = Instant.now().truncatedTo(ChronoUnit.MILLIS).plus(AHEAD);
        Duration behind = Duration.between(world.network.now(), present);
        if (!behind.isNegative()) {
            world.network.pass(behind);
        }
    }

    /** Whose state is asked next, and by whom. */
    void is(TestNetwork network, TestIdentity caller) {
        this.network = network;
        this.caller = caller;
        if (network == world.network) {
            keepTime();
        }
    }

    /** What becomes from now on of what the law allows. */
    void allowed(Then becomes) {
        then = becomes;
    }

    /** A peer whose second block holds the world's whole state. */
    FakePeer peer() {
        FakePeer peer = new FakePeer("law", this::endorse, this::evaluate);
        add(peer, "beginning");
        return peer;
    }

    private long add(FakePeer peer, String transaction) {
        Transactions state = Transactions.of(transaction);
        Map<String, String> present = world.network.ledger().all("");
        known.removeAll(present.keySet());
        known.forEach(state::delete);
        known.clear();
        known.addAll(present.keySet());
        present.forEach(state::put);
        return peer.add(List.of(Blocks.Validated.valid(state)));
    }

    /** Tells a gateway the world's whole state, in a block with one transaction. */
    void publish(FakePeer peer, ReadModel readModel, String transaction) {
        long block = add(peer, transaction);
        if (!readModel.awaitBlock(block, Duration.ofSeconds(20))) {
            throw new IllegalStateException("block " + block + " is not read");
        }
    }

    /** Has the gateway register a meter of its own, as it does when it is used first. */
    MeterId register(Door door) throws IOException {
        is(world.network, Story.LAB_METER);
        allowed(Then.COMMITS);
        // To tell that this is not its meter it makes sure which one is.
        door.send(door.request("/v1/meters/mtr_1/flush", door.key("admin"), "register")
                .POST(HttpRequest.BodyPublishers.noBody()));
        allowed(Then.CHANGES_NOTHING);
        String self = door.send(door.request("/v1/gateway", "", "self")).body();
        return new MeterId(String.valueOf(Codec.members(self).get("meter")));
    }

    private Transactions endorse(FakePeer.Call call) {
        MemoryLedger.Endorsed endorsed = run(call);
        Transactions transaction = Transactions.of(call.id()).answering(endorsed.answer);
        switch (then) {
            case FAILS -> throw FakePeer.failure(Status.Code.INTERNAL, "the law allows it");
            case CHANGES_NOTHING -> {}
            case COMMITS -> commit(endorsed, transaction);
        }
        return transaction;
    }

    private void commit(MemoryLedger.Endorsed endorsed, Transactions transaction) {
        List<MemoryLedger.Code> codes = network.commit(endorsed);
        if (!codes.equals(List.of(MemoryLedger.Code.VALID))) {
            throw new IllegalStateException("committed as " + codes);
        }
        endorsed.written().forEach((key, value) -> {
            if (value.isPresent()) {
                transaction.put(key, value.get());
            } else {
                transaction.delete(key);
            }
        });
        endorsed.event().ifPresent(transaction::telling);
    }

    private String evaluate(FakePeer.Call call) {
        // Fabric's own chaincode tells the height, as a message whose first field it is: one block, which all have.
        return call.function().equals("GetChainInfo") ? "\b\u0001" : run(call).answer;
    }

    private MemoryLedger.Endorsed run(FakePeer.Call call) {
        try {
            return network.endorse(caller, call.function(), call.argument());
        } catch (ChaincodeException e) {
            throw FakePeer.refusal(String.valueOf(e.getMessage()), "LabMSP");
        } catch (RuntimeException e) {
            throw FakePeer.failure(Status.Code.UNKNOWN, String.valueOf(e));
        }
    }
}
