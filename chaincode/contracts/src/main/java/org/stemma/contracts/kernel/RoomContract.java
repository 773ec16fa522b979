package org.stemma.contracts.kernel;

import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.hyperledger.fabric.contract.Context;
import org.hyperledger.fabric.contract.ContractInterface;
import org.hyperledger.fabric.shim.ChaincodeException;
import org.hyperledger.fabric.shim.ChaincodeStub;
import org.jspecify.annotations.Nullable;
import org.stemma.api.Codec;
import org.stemma.api.Command;
import org.stemma.api.Document;
import org.stemma.api.MalformedException;
import org.stemma.api.Refused;
import org.stemma.api.kernel.KernelRefusal;

/** What every room's contract does alike: strict parsing, the checks of time and membership, refusals, the final write. */
public abstract class RoomContract implements ContractInterface {
    @Override
    public Context createContext(ChaincodeStub stub) {
        return new Tx(stub);
    }

    @Override
    public void afterTransaction(Context context, @Nullable Object result) {
        ((Tx) context).commit();
    }

    /** Parses the input, begins the transaction, and answers with canonical JSON or a refusal. */
    protected static <Q extends Document> String execute(
            Tx tx, String json, Class<Q> type, Function<Q, ? extends Document> work) {
        return refusing(() -> {
            Q question = Codec.decode(json, type);
            tx.begin(List::of);
            return work.apply(question);
        });
    }

    /** The same for a command, as a transaction of its own. */
    protected static <C extends Command> String execute(Tx tx, String json, Handling<C> handling) {
        return refusing(() -> {
            C command = Codec.decode(json, handling.type());
            tx.begin(() -> handling.reads().apply(tx, command));
            return handling.work().apply(tx, command);
        });
    }

    /** Turns refusals into the only form in which text reaches a client: the message. */
    protected static String refusing(Supplier<? extends Document> work) {
        try {
            return Codec.encode(work.get());
        } catch (Refused | MalformedException | ArithmeticException e) {
            throw new ChaincodeException(refusal(e).text());
        }
    }

    /** What the failure of a command that the law does not allow is called. All others are broken invariants. */
    protected static Refused refusal(RuntimeException failure) {
        if (failure instanceof MalformedException e) {
            return Refused.because(KernelRefusal.MALFORMED, e.facts());
        }
        return failure instanceof Refused refused ? refused : Refused.because(KernelRefusal.OVERFLOW);
    }
}
