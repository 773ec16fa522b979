package org.stemma.it;

import java.util.function.IntFunction;
import org.hyperledger.fabric.client.Proposal;
import org.hyperledger.fabric.client.Transaction;

/** One kind of transaction, as often as it is asked for. */
interface Work {
    /** A word of small letters: the metric is named after it. */
    String name();

    /** The next proposal of a lane. A lane has one transaction under way at most, so its own keys are its alone. */
    Proposal next(int lane);

    /** How many lanes it uses, of so many. */
    default int lanes(int all) {
        return all;
    }

    /** How many commands an endorsed transaction of it carries out. */
    default int commands(Transaction endorsed) {
        return 1;
    }

    /** How many of these a transaction holds. */
    default int most() {
        return 1;
    }

    /** Makes what is ready before the clock runs, since it is made elsewhere than on the ledger or by its client. */
    default void prepare() {}

    /** A kind of work by its name and what it proposes. */
    static Work of(String name, IntFunction<Proposal> proposals) {
        return of(name, proposals, () -> {});
    }

    /** The same, with something to prepare. */
    static Work of(String name, IntFunction<Proposal> proposals, Runnable preparing) {
        return new Work() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Proposal next(int lane) {
                return proposals.apply(lane);
            }

            @Override
            public void prepare() {
                preparing.run();
            }
        };
    }

    /** A function of the bench's own, asked by each lane's member and endorsed there and by the next one. */
    static Work plain(String name, Chaincode ledger, String function, String... arguments) {
        return of(name, lane -> ledger.proposal(Stall.buyer(lane), function, Members.endorsing(lane), arguments));
    }
}
