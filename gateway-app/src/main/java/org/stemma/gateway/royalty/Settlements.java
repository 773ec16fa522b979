package org.stemma.gateway.royalty;

import java.util.Optional;
import org.springframework.stereotype.Component;
import org.stemma.api.AssetId;
import org.stemma.api.Drawer;
import org.stemma.api.RequestId;
import org.stemma.api.royalty.RoyaltyCommand;
import org.stemma.api.royalty.Settlement;
import org.stemma.gateway.kernel.Epochs;
import org.stemma.gateway.ledger.Caller;
import org.stemma.gateway.readmodel.ReadModel;
import org.stemma.gateway.web.Submissions;
import org.stemma.gateway.web.Written;

/** Settles an asset's period: closes the epochs that are due, then takes steps until it is paid. */
@Component
class Settlements {
    private static final String FUNCTION = "royalty:settle";

    /** Far above what the ledger's limits make possible; a loop without an end would hide a fault. */
    private static final int MAX_STEPS = 10_000;

    private final ReadModel readModel;
    private final Submissions submissions;
    private final Epochs epochs;

    Settlements(ReadModel readModel, Submissions submissions, Epochs epochs) {
        this.readModel = readModel;
        this.submissions = submissions;
        this.epochs = epochs;
    }

    boolean isPaid(AssetId asset, long period) {
        return readModel
                .find(Drawer.SETTLEMENT, Settlement.class, asset, period)
                .filter(settlement -> settlement.state() == Settlement.State.PAID)
                .isPresent();
    }

    /**
     * Settles.
     *
     * @param requests names each step's request from its number, so that a repeated call repeats the same steps
     */
    Written settle(Caller caller, AssetId asset, long period, java.util.function.IntFunction<RequestId> requests) {
        long last = epochs.charter().lastEpochOf(period);
        epochs.closeThrough(caller, Math.min(last, epochs.dueThrough()));
        Optional<Written> done = Optional.empty();
        for (int step = 1; step <= MAX_STEPS; step++) {
            RoyaltyCommand.Settle command = new RoyaltyCommand.Settle(requests.apply(step), asset, period);
            if (done.isPresent() && isPaid(asset, period) && isNew(caller, command)) {
                return done.get();
            }
            done = Optional.of(submissions.submit(caller, FUNCTION, command, attempt -> command));
        }
        throw new IllegalStateException(asset + "/" + period + " is not settled after " + MAX_STEPS + " steps");
    }

    private boolean isNew(Caller caller, RoyaltyCommand.Settle command) {
        return readModel
                .request(
                        FUNCTION,
                        caller.organisation().value(),
                        caller.name(),
                        command.request().value())
                .isEmpty();
    }
}
