package org.stemma.gateway.kernel;

import java.time.Clock;
import java.util.Optional;
import org.springframework.stereotype.Component;
import org.stemma.api.Drawer;
import org.stemma.api.Refused;
import org.stemma.api.RequestId;
import org.stemma.api.kernel.Charter;
import org.stemma.api.kernel.EpochCursor;
import org.stemma.api.kernel.KernelCommand;
import org.stemma.api.kernel.KernelRefusal;
import org.stemma.gateway.ledger.Caller;
import org.stemma.gateway.ledger.Committed;
import org.stemma.gateway.ledger.Ledger;
import org.stemma.gateway.readmodel.ReadModel;

/** The ledger's calendar, and the closing of what is over. Anyone may close; that somebody was faster is no failure. */
@Component
public class Epochs {
    /** The most epochs that one transaction closes. */
    private static final long MAX_RUN = 200;

    private final ReadModel readModel;
    private final Ledger ledger;
    private final Clock clock = Clock.systemUTC();

    public Epochs(ReadModel readModel, Ledger ledger) {
        this.readModel = readModel;
        this.ledger = ledger;
    }

    /** The ledger's charter; refused until genesis. */
    public Charter charter() {
        return readModel
                .find(Drawer.CHARTER, Charter.class)
                .orElseThrow(() -> Refused.because(KernelRefusal.NO_GENESIS));
    }

    public long closedThrough() {
        return readModel
                .find(Drawer.EPOCH_CURSOR, EpochCursor.class)
                .map(EpochCursor::closedThrough)
                .orElseThrow(() -> Refused.because(KernelRefusal.NO_GENESIS));
    }

    /** The last epoch that is over by its grace, by this gateway's clock. */
    public long dueThrough() {
        return charter().closableAt(clock.instant());
    }

    /** The last period all of whose epochs are closed through this one. */
    public static long lastPeriodWithin(Charter charter, long epoch) {
        long period = charter.periodOf(epoch);
        return charter.lastEpochOf(period) <= epoch ? period : period - 1;
    }

    /** Closes epochs up to this one, in runs; returns the last transaction, if any was needed. */
    public Optional<Committed> closeThrough(Caller caller, long through) {
        Optional<Committed> last = Optional.empty();
        long closed = closedThrough();
        while (closed < through) {
            long next = Math.min(through, closed + MAX_RUN);
            last = Optional.of(close(caller, next));
            closed = Math.max(next, closedThrough());
        }
        return last;
    }

    /** Closes a run of epochs in one transaction. */
    Committed close(Caller caller, long through) {
        return ledger.submit(
                caller,
                "kernel:closeEpochs",
                new KernelCommand.CloseEpochs(new RequestId("close-" + through), through));
    }
}
