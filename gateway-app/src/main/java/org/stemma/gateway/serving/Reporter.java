package org.stemma.gateway.serving;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stemma.api.GrantId;
import org.stemma.api.kernel.KernelRefusal;
import org.stemma.api.license.LicenseRefusal;
import org.stemma.api.usage.UsageLine;
import org.stemma.api.usage.UsageRefusal;
import org.stemma.api.usage.UsageReport;
import org.stemma.gateway.ledger.Committed;
import org.stemma.gateway.ledger.LedgerRefused;

/**
 * Tells the ledger what the meter's log holds. A report is in the log with its exact lines before it is sent, and what is
 * not known to be accepted is sent again under its sequence, so nothing is lost and nothing is told twice. A line that the
 * ledger refuses is set aside and does not hold up the others.
 */
final class Reporter {
    private static final Logger LOG = LoggerFactory.getLogger(Reporter.class);
    /** Refusals of what a line says. With any other, the report itself could not be judged and is sent again later. */
    private static final List<String> OF_LINES = List.of("usage.", "license.", "account.", "asset.", "kernel.overflow");

    /** Refusals because the grant had ended, and the fact that says when. */
    private static final Map<String, String> ENDS = Map.of(
            LicenseRefusal.EXPIRED.code(), "validUntil",
            LicenseRefusal.GRANT_CLOSED.code(), "closedAt");

    /** Sends lines under a sequence. */
    @FunctionalInterface
    interface Sender {
        Committed send(long sequence, List<UsageLine> lines);
    }

    /** What was accepted. */
    record Totals(long reports, long lines, long units) {
        static final Totals NONE = new Totals(0, 0, 0);

        Totals plus(Totals other) {
            return new Totals(reports + other.reports, lines + other.lines, units + other.units);
        }
    }

    private final SlotTable slots;
    private final Sender sender;
    private final LongFunction<Optional<UsageReport>> onLedger;
    private final LongSupplier lastOnLedger;
    private final BiConsumer<GrantId, Long> accepted;
    private final BiConsumer<Slot.Line, String> refused;
    private final ReentrantLock sending = new ReentrantLock();
    private final ReentrantLock watch = new ReentrantLock();
    private final Condition ended = watch.newCondition();
    private @Nullable Slot inFlight;
    /** Whether the ledger may know sequences that the log does not: at first, and after such a surprise. */
    private boolean unsure = true;

    /**
     * @param onLedger the report that the ledger has under a sequence
     * @param lastOnLedger the highest sequence that the ledger has of this meter, or 0
     * @param accepted hears of units that the ledger knows now
     * @param refused hears of lines that were set aside, with the refusal's code
     */
    Reporter(
            SlotTable slots,
            Sender sender,
            LongFunction<Optional<UsageReport>> onLedger,
            LongSupplier lastOnLedger,
            BiConsumer<GrantId, Long> accepted,
            BiConsumer<Slot.Line, String> refused) {
        this.slots = slots;
        this.sender = sender;
        this.onLedger = onLedger;
        this.lastOnLedger = lastOnLedger;
        this.accepted = accepted;
        this.refused = refused;
        inFlight = slots.pending().orElse(null);
    }

    /**
     * Reports all that waits, and returns when it is committed.
     *
     * @throws org.stemma.gateway.ledger.LedgerFailure if the ledger can't be asked now; what was not accepted stays
     */
    Totals flush() {
        sending.lock();
        try {
            Totals totals = Totals.NONE;
            for (Optional<Slot> slot = next(); slot.isPresent(); slot = next()) {
                totals = totals.plus(send(slot.get()));
            }
            return totals;
        } finally {
            sending.unlock();
        }
    }

    private Optional<Slot> next() {
        Optional<Slot> slot = slots.pending().or(() -> slots.cut(unsure ? lastOnLedger.getAsLong() : 0));
        watch(slot.orElse(null));
        return slot;
    }

    private Totals send(Slot first) {
        Slot slot = first;
        while (!slot.sending().isEmpty()) {
            try {
                Committed committed = sender.send(slot.sequence(), slot.sending());
                return end(slot.accepted(), SlotTable.End.ACCEPTED, Optional.of(committed.transactionId()));
            } catch (LedgerRefused refusal) {
                if (taken(refusal)) {
                    return reconcile(slot, refusal);
                }
                slot = narrow(slot, refusal);
            }
        }
        return end(slot, SlotTable.End.BURNED, Optional.empty());
    }

    private static boolean taken(LedgerRefused refusal) {
        return refusal.code().equals(UsageRefusal.SEQUENCE_USED.code())
                || refusal.code().equals(KernelRefusal.REQUEST_REUSED.code());
    }

    /** An earlier try took effect, with lines that may be others than those of the last one: the ledger says which. */
    private Totals reconcile(Slot slot, LedgerRefused refusal) {
        UsageReport report = onLedger.apply(slot.sequence()).orElseThrow(() -> refusal);
        Optional<Slot> accepted = slot.acceptedAs(report);
        if (accepted.isPresent()) {
            return end(accepted.get(), SlotTable.End.ACCEPTED, Optional.empty());
        }
        LOG.error(
                "report {} on the ledger is not of this meter's log: was the log restored from a copy?",
                slot.sequence());
        unsure = true;
        return end(slot.returned(), SlotTable.End.FOREIGN, Optional.empty());
    }

    /** Leaves out what is refused: the line that the refusal names, or else half of them until one is left. */
    private Slot narrow(Slot slot, LedgerRefused refusal) {
        if (OF_LINES.stream().noneMatch(refusal.code()::startsWith) || ofReport(refusal)) {
            throw refusal;
        }
        String grant = refusal.facts().getOrDefault("grant", "");
        List<Slot.Line> sending = slot.in(Slot.State.SENDING);
        List<Slot.Line> named = sending.stream()
                .filter(line -> line.grant().value().equals(grant))
                .toList();
        List<Slot.Line> culprits = sending.size() == 1 ? sending : named;
        if (culprits.size() == 1) {
            return leaveOut(slot, culprits.get(0), refusal);
        }
        Slot half = slot.halved();
        slots.save(half);
        return half;
    }

    private Slot leaveOut(Slot slot, Slot.Line culprit, LedgerRefused refusal) {
        // Only if that parts the line: else it would come back as it was.
        Optional<Instant> end = endOfGrant(refusal)
                .filter(time ->
                        culprit.first().isBefore(time) && !culprit.last().isBefore(time));
        refused.accept(culprit, refusal.code());
        LOG.error(
                "usage under {} in period {} is set aside{}: {} events, {} units in all, refused with {}",
                culprit.grant(),
                culprit.period(),
                end.map(time -> " from " + time + " on").orElse(""),
                culprit.events(),
                culprit.units(),
                refusal.getMessage());
        if (end.isPresent()) {
            // What took place before the grant's end is due all the same. No earlier try with the whole line can take
            // effect any more: the ledger never endorses one after an expiry, and a closing invalidates it.
            Slot rest = slot.freeing(culprit);
            slots.trim(rest, culprit, end.get());
            return rest;
        }
        Slot rest = slot.without(culprit, refusal.code());
        slots.save(rest);
        return rest;
    }

    /** When the grant ended, if that is why its line is refused. */
    private static Optional<Instant> endOfGrant(LedgerRefused refusal) {
        String fact = ENDS.get(refusal.code());
        String time = fact == null ? null : refusal.facts().get(fact);
        try {
            return Optional.ofNullable(time).filter(text -> !text.isEmpty()).map(Instant::parse);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static boolean ofReport(LedgerRefused refusal) {
        return refusal.code().equals(UsageRefusal.SIGNATURE_INVALID.code())
                || refusal.code().equals(UsageRefusal.REQUEST_MISNAMED.code())
                || refusal.code().equals(UsageRefusal.LINES_OUT_OF_BOUNDS.code());
    }

    private Totals end(Slot slot, SlotTable.End end, Optional<String> transactionId) {
        slots.close(slot, end, transactionId);
        unsure &= end == SlotTable.End.FOREIGN;
        List<Slot.Line> reported = slot.in(Slot.State.REPORTED);
        reported.forEach(line -> accepted.accept(line.grant(), line.units()));
        watch(null);
        long units = reported.stream().mapToLong(Slot.Line::units).sum();
        return reported.isEmpty() ? Totals.NONE : new Totals(1, reported.size(), units);
    }

    private void watch(@Nullable Slot slot) {
        watch.lock();
        try {
            inFlight = slot;
            ended.signalAll();
        } finally {
            watch.unlock();
        }
    }

    /** Waits until a report that holds usage under the grant is decided. Returns whether there was one, and it is. */
    boolean awaitArrival(GrantId grant, Duration atMost) {
        watch.lock();
        try {
            Slot slot = inFlight;
            if (slot == null
                    || slot.lines().stream().noneMatch(line -> line.grant().equals(grant))) {
                return false;
            }
            long nanos = atMost.toNanos();
            while (inFlight != null && inFlight.sequence() == slot.sequence() && nanos > 0) {
                nanos = ended.awaitNanos(nanos);
            }
            return inFlight == null || inFlight.sequence() != slot.sequence();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            watch.unlock();
        }
    }

    /** Whether a report waits for its answer. */
    boolean pending() {
        watch.lock();
        try {
            return inFlight != null;
        } finally {
            watch.unlock();
        }
    }

    /** Waits for a report that is being sent, so that the process can end in between two. */
    boolean quiesce(Duration atMost) throws InterruptedException {
        if (sending.tryLock(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
            sending.unlock();
            return true;
        }
        return false;
    }
}
