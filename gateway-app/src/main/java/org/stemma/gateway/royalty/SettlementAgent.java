package org.stemma.gateway.royalty;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.stemma.api.AssetId;
import org.stemma.api.Drawer;
import org.stemma.api.Refused;
import org.stemma.api.RequestId;
import org.stemma.api.account.Receipt;
import org.stemma.api.asset.Asset;
import org.stemma.api.kernel.Charter;
import org.stemma.api.member.Role;
import org.stemma.gateway.kernel.Epochs;
import org.stemma.gateway.ledger.Caller;
import org.stemma.gateway.ledger.Callers;
import org.stemma.gateway.ledger.LedgerFailure;
import org.stemma.gateway.ledger.LedgerRefused;
import org.stemma.gateway.readmodel.IndexedFields;
import org.stemma.gateway.readmodel.Page;
import org.stemma.gateway.readmodel.ReadModel;

/**
 * Settles, for the assets of its own organisation, every period that is over and has receipts. Closes epochs when a
 * settlement needs it, and otherwise at most once an hour. Acts as the identity that is a cashier.
 */
@Component
@ConditionalOnBooleanProperty("stemma.scheduler.enabled")
class SettlementAgent {
    private static final Logger LOG = LoggerFactory.getLogger(SettlementAgent.class);
    private static final Duration IDLE_CLOSING = Duration.ofHours(1);
    private static final int PAGE = 100;

    private final ReadModel readModel;
    private final Epochs epochs;
    private final Settlements settlements;
    private final Callers callers;

    /** Up to which period an asset has nothing left to settle; found again after a restart. */
    private final Map<AssetId, Long> settledThrough = new ConcurrentHashMap<>();

    private Instant closedAt = Instant.now();

    SettlementAgent(ReadModel readModel, Epochs epochs, Settlements settlements, Callers callers) {
        this.readModel = readModel;
        this.epochs = epochs;
        this.settlements = settlements;
        this.callers = callers;
    }

    @Scheduled(fixedDelayString = "${stemma.scheduler.every:10s}", initialDelayString = "${stemma.scheduler.every:10s}")
    void settleWhatIsDue() {
        try {
            callers.with(Role.CASHIER).ifPresent(this::settleWhatIsDue);
        } catch (LedgerFailure | Refused e) {
            LOG.info("settling waits: {}", e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("settling failed", e);
        }
    }

    private void settleWhatIsDue(Caller caller) {
        Optional<Charter> charter = readModel.find(Drawer.CHARTER, Charter.class);
        if (charter.isEmpty()) {
            return;
        }
        long due = epochs.dueThrough();
        long period = Epochs.lastPeriodWithin(charter.get(), due);
        Optional<String> after = Optional.empty();
        do {
            Page<Asset> assets = readModel.scan(
                    Drawer.ASSET,
                    Asset.class,
                    Drawer.ASSET.range(),
                    Map.of(IndexedFields.ORGANISATION, callers.organisation().value()),
                    after,
                    PAGE);
            assets.items().forEach(asset -> settle(caller, asset.id(), period));
            after = assets.next();
        } while (after.isPresent());
        closeIdle(caller, due);
    }

    private void closeIdle(Caller caller, long due) {
        if (Duration.between(closedAt, Instant.now()).compareTo(IDLE_CLOSING) >= 0) {
            epochs.closeThrough(caller, due);
            closedAt = Instant.now();
        }
    }

    private void settle(Caller caller, AssetId asset, long lastPeriod) {
        Optional<Long> period = nextReceipt(asset, settledThrough.getOrDefault(asset, 0L));
        while (period.isPresent() && period.get() <= lastPeriod) {
            long settling = period.get();
            if (!settlements.isPaid(asset, settling)) {
                settlePeriod(caller, asset, settling);
            }
            settledThrough.put(asset, settling);
            period = nextReceipt(asset, settling);
        }
    }

    private void settlePeriod(Caller caller, AssetId asset, long period) {
        try {
            settlements.settle(
                    caller, asset, period, step -> new RequestId("agent." + asset + "." + period + "." + step));
            LOG.info("settled {} of period {}", asset, period);
        } catch (LedgerRefused e) {
            // Anyone may settle: somebody was faster.
            if (!e.code().equals("royalty.already_settled")) {
                throw e;
            }
        }
    }

    /** The first period after this one in which the asset received something. */
    private Optional<Long> nextReceipt(AssetId asset, long period) {
        List<Receipt> next = readModel
                .scan(
                        Drawer.RECEIPT,
                        Receipt.class,
                        Drawer.RECEIPT.range(asset),
                        Optional.of(Drawer.after(Drawer.RECEIPT.range(asset, period))),
                        1)
                .items();
        return next.stream().map(Receipt::period).findFirst();
    }
}
