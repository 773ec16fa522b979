package org.stemma.contracts.kernel;

import java.util.List;
import java.util.function.Function;
import org.hyperledger.fabric.contract.Context;
import org.hyperledger.fabric.contract.ContractInterface;
import org.hyperledger.fabric.shim.ChaincodeException;
import org.hyperledger.fabric.shim.ChaincodeStub;
import org.jspecify.annotations.Nullable;
import org.stemma.api.Codec;
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
    protected static <C extends Document> String execute(
            Tx tx, String json, Class<C> type, Function<C, ? extends Document> work) {
        return execute(tx, json, type, command -> List.of(), work);
    }

    /**
     * The same for what is asked often.
     *
     * @param reads refuses a command that would be refused whatever the ledger holds, and says which keys any other will
     *     read: they are fetched together
     */
    protected static <C extends Document> String execute(
            Tx tx, String json, Class<C> type, Function<C, List<String>> reads, Function<C, ? extends Document> work) {
        return refusing(() -> {
            C command = Codec.decode(json, type);
            tx.begin(() -> reads.apply(command));
            return work.apply(command);
        });
    }

    /** Turns refusals into the only form in which text reaches a client: the message. */
    static String refusing(java.util.function.Supplier<? extends Document> work) {
        try {
            return Codec.encode(work.get());
        } catch (MalformedException e) {
            throw asked(Refused.because(KernelRefusal.MALFORMED, "path", e.path(), "reason", e.reason()));
        } catch (ArithmeticException e) {
            throw asked(Refused.because(KernelRefusal.OVERFLOW));
        } catch (Refused e) {
            throw asked(e);
        }
    }

    private static ChaincodeException asked(Refused refused) {
        return new ChaincodeException(refused.getMessage());
    }
}
