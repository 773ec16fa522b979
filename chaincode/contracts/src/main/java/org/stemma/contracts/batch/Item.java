package org.stemma.contracts.batch;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.stemma.api.Codec;
import org.stemma.api.Command;
import org.stemma.api.Functions;
import org.stemma.api.MalformedException;
import org.stemma.api.Outcome;
import org.stemma.api.Refused;
import org.stemma.api.batch.Batch;
import org.stemma.api.batch.BatchRefusal;
import org.stemma.contracts.account.AccountContract;
import org.stemma.contracts.asset.AssetContract;
import org.stemma.contracts.governance.GovernanceContract;
import org.stemma.contracts.kernel.Handling;
import org.stemma.contracts.kernel.KernelContract;
import org.stemma.contracts.kernel.Tx;
import org.stemma.contracts.license.LicenseContract;
import org.stemma.contracts.member.MemberContract;
import org.stemma.contracts.royalty.RoyaltyContract;
import org.stemma.contracts.share.ShareContract;
import org.stemma.contracts.usage.UsageContract;

/** A command of a batch, with what its room does with it. */
record Item<C extends Command>(Handling<C> handling, C command) {
    private static final Map<String, Handling<?>> HANDLINGS = new TreeMap<>();

    static {
        Stream.of(
                        KernelContract.handlings(),
                        MemberContract.handlings(),
                        AccountContract.handlings(),
                        AssetContract.handlings(),
                        ShareContract.handlings(),
                        LicenseContract.handlings(),
                        UsageContract.handlings(),
                        RoyaltyContract.handlings(),
                        GovernanceContract.handlings())
                .flatMap(List::stream)
                .forEach(handling -> HANDLINGS.put(Functions.of(handling.type()), handling));
    }

    /**
     * The command of an entry.
     *
     * @throws Refused if there is no such function, or it is a transaction of its own
     * @throws MalformedException if the command is not of its form
     */
    static Item<?> of(Batch.Entry entry) {
        Handling<?> handling = HANDLINGS.get(entry.function());
        if (handling == null) {
            throw Refused.because(BatchRefusal.FUNCTION_UNKNOWN, "function", entry.function());
        }
        Refused.unless(!handling.isAlone(), BatchRefusal.ALONE, "function", entry.function());
        return of(handling, entry);
    }

    private static <C extends Command> Item<C> of(Handling<C> handling, Batch.Entry entry) {
        return new Item<>(handling, Codec.decode(entry.command(), handling.type()));
    }

    /** The functions that batches know, in the order of their names. */
    static List<String> functions() {
        return new ArrayList<>(HANDLINGS.keySet());
    }

    /** Those of them that may stand in a batch. */
    static List<String> grouped() {
        return HANDLINGS.entrySet().stream()
                .filter(entry -> !entry.getValue().isAlone())
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Which keys it will read; refuses what would be refused whatever the ledger holds. */
    List<String> reads(Tx tx) {
        return handling.reads().apply(tx, command);
    }

    Outcome work(Tx tx) {
        return handling.work().apply(tx, command);
    }
}
