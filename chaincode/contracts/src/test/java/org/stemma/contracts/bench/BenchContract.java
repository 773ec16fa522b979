package org.stemma.contracts.bench;

import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hyperledger.fabric.contract.Context;
import org.hyperledger.fabric.contract.ContractInterface;
import org.hyperledger.fabric.contract.annotation.Contract;
import org.hyperledger.fabric.contract.annotation.Transaction;
import org.hyperledger.fabric.shim.ChaincodeStub;
import org.jspecify.annotations.Nullable;
import org.stemma.api.Codec;
import org.stemma.api.Drawer;
import org.stemma.api.account.Credit;

/**
 * The transactions that the product's are compared with, on the same service, channel and path. Never part of the
 * product's jar.
 */
@Contract(name = "bench")
public final class BenchContract implements ContractInterface {
    /** Nothing: no key, no event, no law. What is left is what Fabric and the shim cost. */
    @Transaction
    public String noop(Context context) {
        return "";
    }

    /** The naive way to keep a sum: one key that everyone reads and writes. */
    @Transaction
    public String count(Context context, String key) {
        ChaincodeStub stub = context.getStub();
        byte[] before = stub.getState(key);
        long sum = isPresent(before) ? Long.parseLong(new String(before, StandardCharsets.UTF_8)) : 0;
        String after = Long.toString(sum + 1);
        stub.putState(key, after.getBytes(StandardCharsets.UTF_8));
        return after;
    }

    /** Makes the state calls of a real transaction; the padding makes the proposal as long as the real one's. */
    @Transaction
    public String twin(Context context, String twin, String lane, String padding) {
        return Twin.parse(twin).run(context.getStub(), lane);
    }

    /** Writes the keys that a lane's twins will find; with the shared ones, once. */
    @Transaction
    public String prepareTwin(Context context, String twin, String lane, String owner) {
        Twin.parse(twin).prepare(context.getStub(), lane, owner);
        return "";
    }

    /** Puts money beside a wallet, as no product would: the bench has no cashier to wait for. */
    @Transaction
    public String endow(Context context, String json) {
        Credit asked = Codec.decode(json, Credit.class);
        String id = context.getStub().getTxId() + ".0000";
        Credit credit = new Credit(id, asked.wallet(), asked.amount(), asked.from(), asked.at());
        context.getStub().putStringState(Drawer.CREDIT.key(credit.wallet(), id), Codec.encode(credit));
        return id;
    }

    /** For each key, one to a line: its value's bytes, and whether it has a policy of its own. */
    @Transaction
    public String look(Context context, String keys) {
        ChaincodeStub stub = context.getStub();
        return Stream.of(keys.split("\n", -1)).map(key -> look(stub, key)).collect(Collectors.joining("\n"));
    }

    private static String look(ChaincodeStub stub, String key) {
        byte[] value = stub.getState(key);
        return (isPresent(value) ? value.length : 0) + " " + isPresent(stub.getStateValidationParameter(key));
    }

    static boolean isPresent(byte @Nullable [] bytes) {
        return bytes != null && bytes.length > 0;
    }
}
