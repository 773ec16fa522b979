package org.stemma.gateway.doors;

import io.grpc.Status;
import java.util.List;
import org.hyperledger.fabric.shim.ChaincodeException;
import org.stemma.contracts.story.World;
import org.stemma.contracts.testing.MemoryLedger;
import org.stemma.contracts.testing.TestIdentity;
import org.stemma.contracts.testing.TestNetwork;
import org.stemma.gateway.support.Blocks;
import org.stemma.gateway.support.FakePeer;
import org.stemma.gateway.support.Transactions;

/**
 * The contracts on their in-memory ledger, as the chaincode of a gateway's peer. It simulates and never commits, so that
 * each request finds the same state. Who calls is told beside: the certificates of a test gateway carry no roles.
 */
final class Law {
    final World world = new World();

    private volatile TestNetwork network = world.network;
    private volatile TestIdentity caller = TestIdentity.of(TestNetwork.LAB, "auditor", "auditor");
    private volatile boolean accepting = true;

    /** Whose state is asked next, and by whom. */
    void is(TestNetwork network, TestIdentity caller) {
        this.network = network;
        this.caller = caller;
    }

    /** Whether what the law allows becomes a transaction. */
    void accepts(boolean accepting) {
        this.accepting = accepting;
    }

    /** A peer whose second block holds the world's whole state. */
    FakePeer peer() {
        FakePeer peer = new FakePeer("law", this::endorse, this::evaluate);
        Transactions state = Transactions.of("beginning");
        world.network.ledger().all("").forEach(state::put);
        peer.add(List.of(Blocks.Validated.valid(state)));
        return peer;
    }

    private Transactions endorse(FakePeer.Call call) {
        String answer = run(call);
        if (!accepting) {
            throw FakePeer.failure(Status.Code.INTERNAL, "the law allows it");
        }
        return Transactions.of(call.id()).answering(answer);
    }

    private String evaluate(FakePeer.Call call) {
        return run(call);
    }

    private String run(FakePeer.Call call) {
        try {
            MemoryLedger.Endorsed endorsed = network.endorse(caller, call.function(), call.argument());
            return endorsed.answer;
        } catch (ChaincodeException e) {
            throw FakePeer.refusal(String.valueOf(e.getMessage()), "LabMSP");
        } catch (RuntimeException e) {
            throw FakePeer.failure(Status.Code.UNKNOWN, String.valueOf(e));
        }
    }
}
