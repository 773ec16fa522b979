package org.stemma.gateway.royalty;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
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
import org.stemma.gateway.ledger.LedgerUnavailable;
import org.stemma.gateway.readmodel.IndexedFields;
import org.stemma.gateway.readmodel.Page;
import org.stemma.gateway.readmodel.ReadModel;

/**
 * Settles, for the assets of its own organisation, every period that is over and has receipts. Closes epochs when a
 * settlement needs it, and otherwise at most once an hour. Acts as the identity that is a cashier, or else as any that may
 * settle. An asset that can't be settled waits longer each time, and holds up no other.
 */
@Component
@ConditionalOnBooleanProperty("stemma.scheduler.enabled")
class SettlementAgent {
    private static final Logger LOG = LoggerFactory.getLogger(SettlementAgent.class);
    private static final Duration IDLE_CLOSING = Duration.ofHours(1);
    private static final int PAGE = 100;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(10);
    private static final int MOST_DOUBLINGS = 9;

    /** So many in a row that the ledger does not answer for: it is away, and the pass goes on later with the next asset. */
    private static final int AWAY = 3;

    private final ReadModel readModel;
    private final Epochs epochs;
    private final Settlements settlements;
    private final Callers callers;

    /** Up to which period an asset has nothing left to settle; found again after a restart. */
    private final Map<AssetId, Long> settledThrough = new ConcurrentHashMap<>();

    /** Assets that could not be settled, and until when they are left alone. */
    private final Map<AssetId, Pause> paused = new ConcurrentHashMap<>();

    private final Clock clock;
    private final Counter failures;
    private final AtomicBoolean told = new AtomicBoolean();
    private volatile long due;
    private Optional<String> goesOnAfter = Optional.empty();
    private Instant closedAt;

    private record Pause(int failures, Instant until) {}

    @Autowired
    SettlementAgent(
            ReadModel readModel, Epochs epochs, Settlements settlements, Callers callers, MeterRegistry registry) {
        this(readModel, epochs, settlements, callers, registry, Clock.systemUTC());
    }

    SettlementAgent(
            ReadModel readModel,
            Epochs epochs,
            Settlements settlements,
            Callers callers,
            MeterRegistry registry,
            Clock clock) {
        this.readModel = readModel;
        this.epochs = epochs;
        this.settlements = settlements;
        this.callers = callers;
        this.clock = clock;
        this.closedAt = clock.instant();
        failures = Counter.builder("stemma.settlement.failures")
                .description("Settlements of an asset's period that failed and are tried again")
                .register(registry);
        Gauge.builder("stemma.settlement.assets.failing", paused, Map::size)
                .description("Assets of which the last try to settle failed")
                .register(registry);
        Gauge.builder("stemma.settlement.due.periods", this, agent -> agent.due)
                .description("Periods of own assets that were due and not settled in the last pass")
                .register(registry);
    }

    @Scheduled(fixedDelayString = "${stemma.scheduler.every:10s}", initialDelayString = "${stemma.scheduler.every:10s}")
    void settleWhatIsDue() {
        try {
            who().ifPresentOrElse(this::settleWhatIsDue, this::nobody);
        } catch (LedgerFailure | Refused e) {
            LOG.info("settling waits: {}", e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("settling failed", e);
        }
    }

    Optional<Caller> who() {
        return callers.with(Role.CASHIER).or(() -> callers.all().stream()
                .filter(caller -> caller.roles().stream().anyMatch(role -> role != Role.AUDITOR))
                .findFirst());
    }

    private void nobody() {
        if (!told.getAndSet(true)) {
            LOG.warn("no identity of the keystore may settle: periods of own assets are left to others");
        }
    }

    private void settleWhatIsDue(Caller caller) {
        Optional<Charter> charter = readModel.find(Drawer.CHARTER, Charter.class);
        if (charter.isEmpty()) {
            return;
        }
        long dueThrough = epochs.dueThrough();
        settleAll(caller, Epochs.lastPeriodWithin(charter.get(), dueThrough));
        closeIdle(caller, dueThrough);
    }

    /** One pass over the own assets, from where the last one was broken off. */
    void settleAll(Caller caller, long lastPeriod) {
        long left = 0;
        int away = 0;
        Optional<String> after = goesOnAfter;
        goesOnAfter = Optional.empty();
        do {
            Page<Asset> assets = readModel.scan(
                    Drawer.ASSET,
                    Asset.class,
                    Drawer.ASSET.range(),
                    Map.of(IndexedFields.ORGANISATION, callers.organisation().value()),
                    after,
                    PAGE);
            for (Asset asset : assets.items()) {
                Tried tried = attempt(caller, asset.id(), lastPeriod);
                left += tried == Tried.SETTLED ? 0 : 1;
                away = tried == Tried.AWAY ? away + 1 : 0;
                if (away == AWAY) {
                    goesOnAfter = Optional.of(Drawer.ASSET.key(asset.id()));
                    due = left;
                    return;
                }
            }
            after = assets.next();
        } while (after.isPresent());
        due = left;
    }

    private enum Tried {
        SETTLED,
        WAITING,
        FAILED,
        AWAY
    }

    private Tried attempt(Caller caller, AssetId asset, long lastPeriod) {
        Pause pause = paused.get(asset);
        if (pause != null && clock.instant().isBefore(pause.until())) {
            return Tried.WAITING;
        }
        try {
            settle(caller, asset, lastPeriod);
            paused.remove(asset);
            return Tried.SETTLED;
        } catch (RuntimeException e) {
            int before = pause == null ? 0 : pause.failures();
            Duration wait = FIRST_PAUSE.multipliedBy(1L << Math.min(before, MOST_DOUBLINGS));
            paused.put(asset, new Pause(before + 1, clock.instant().plus(wait)));
            failures.increment();
            LOG.warn(
                    "{} could not be settled (try {}), and is left alone for {}: {}",
                    asset,
                    before + 1,
                    wait,
                    e.toString());
            return e instanceof LedgerUnavailable ? Tried.AWAY : Tried.FAILED;
        }
    }

    private void closeIdle(Caller caller, long dueThrough) {
        if (Duration.between(closedAt, clock.instant()).compareTo(IDLE_CLOSING) >= 0) {
            epochs.closeThrough(caller, dueThrough);
            closedAt = clock.instant();
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
