package org.stemma.contracts.exactness;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Plays operations on a stage, as the parties of three members, and remembers what each of them made. */
public final class Player {
    private static final int FIRST_EXTRA = 1_000_000_000;

    private final Stage stage;
    private final Cast cast;
    private final Products products = new Products();
    private final Outlook outlook;
    private final Calls calls;
    private final Council council;
    private final Map<String, Long> codes = new TreeMap<>();
    private final AtomicInteger extra = new AtomicInteger();

    /** What became of operations: done, refused, or left out since there is nothing to do it with. */
    public enum Result {
        DONE,
        REFUSED,
        SKIPPED
    }

    /** @param prefix of all request ids: unique on the ledger */
    public Player(Stage stage, String prefix, List<String> currencies) {
        this.stage = stage;
        this.cast = new Cast(prefix, currencies);
        this.outlook = new Outlook(stage, cast, products);
        this.calls = new Calls(stage, cast, products, outlook);
        this.council = new Council(stage, this);
    }

    /** Registers parties, wallets and meters. */
    public void begin() {
        cast.begin(stage);
    }

    Cast cast() {
        return cast;
    }

    Products products() {
        return products;
    }

    Outlook outlook() {
        return outlook;
    }

    /** Plays an operation. */
    public Result play(Op op) {
        try {
            switch (op.kind()) {
                case PASS -> stage.pass(op.number(0));
                case GOVERN -> {
                    return council.govern(op) ? Result.DONE : Result.REFUSED;
                }
                default -> {
                    return send(op);
                }
            }
            return Result.DONE;
        } catch (Products.Missing e) {
            return Result.SKIPPED;
        }
    }

    private Result send(Op op) {
        Calls.Call call = calls.call(op);
        Stage.Reply reply =
                stage.send(call.organisation(), call.user(), call.function(), "op-" + op.number(), call.command());
        reply.outcome().ifPresent(outcome -> products.add(op, outcome.id()));
        if (reply.outcome().isEmpty()) {
            note(op.kind() + " " + reply.code());
        }
        return reply.outcome().isPresent() ? Result.DONE : Result.REFUSED;
    }

    /** How often each kind of operation was refused, and why. */
    public Map<String, Long> refusals() {
        synchronized (codes) {
            return new TreeMap<>(codes);
        }
    }

    void note(String refusal) {
        synchronized (codes) {
            codes.merge(refusal, 1L, Long::sum);
        }
    }

    /** Waits until an epoch may be closed, and closes all up to it. */
    void closeThrough(long epoch) {
        stage.await(outlook.charter().closableFrom(epoch));
        while (outlook.closedThrough() < epoch) {
            mustPlay(extra(Op.Kind.CLOSE_EPOCHS));
        }
    }

    /**
     * Closes what is open, settles all that was received and claims all that is owed.
     *
     * @param performer plays operations in any order, or at once, and has played them when it returns
     */
    public void finish(Consumer<List<Op>> performer) {
        new Ending(stage, this, cast.currencies()).play(performer);
    }

    /** Numbered above all random operations. */
    Op extra(Op.Kind kind, long... arguments) {
        return new Op(
                FIRST_EXTRA + extra.getAndIncrement(),
                kind,
                false,
                Arrays.stream(arguments).boxed().toList());
    }

    /** Plays an operation that has to succeed. */
    public void mustPlay(Op op) {
        if (play(op) != Result.DONE) {
            throw new IllegalStateException(op + ": " + refusals());
        }
    }
}
