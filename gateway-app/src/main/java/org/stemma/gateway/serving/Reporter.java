package org.stemma.gateway.serving;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stemma.api.GrantId;
import org.stemma.api.kernel.KernelRefusal;
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
    /** Sends lines under a sequence. */
    @FunctionalInterface
    interface Sender {
        Committed send(long sequence, List<UsageLine> lines);
    }

    /** What the ledger knows. */
    interface Books {
        /** The report under a sequence. */
        Optional<UsageReport> report(long sequence);

        /** The highest sequence of this meter, or 0. */
        long lastSequence();

        /** Whether they have what the ledger had when this process began. */
        default boolean current() {
            return true;
        }

        /** The period of a time, by the calendar as it is now. */
        long periodOf(Instant time);
    }

    /** What was accepted. */
    record Totals(long reports, long lines, long units) {
        static final Totals NONE = new Totals(0, 0, 0);

        Totals plus(Totals other) {
            return new Totals(reports + other.reports, lines + other.lines, units + other.units);
        }
    }

    private final SlotTable slots;
    private final OlderLog older;
    private final AsideTable aside;
    private final Sender sender;
    private final Books books;
    private final Clock clock;
    private final BiConsumer<GrantId, Long> accepted;
    private final BiConsumer<Slot.Line, String> refused;
    private final ReentrantLock sending = new ReentrantLock();
    private final ReentrantLock watch = new ReentrantLock();
    private final Condition ended = watch.newCondition();
    private @Nullable Slot inFlight;
    /** Whether the ledger may know sequences that the log does not: at first, and after such a surprise. */
    private boolean unsure = true;

    /** Whether something was freed that the ledger will take only later. */
    private boolean later;

    /**
     * @param accepted hears of units that the ledger knows now
     * @param refused hears of lines that were set aside, with the refusal's code
     */
    Reporter(
            MeterLog log,
            Sender sender,
            Books books,
            Clock clock,
            BiConsumer<GrantId, Long> accepted,
            BiConsumer<Slot.Line, String> refused) {
        this.slots = log.slots();
        this.aside = log.aside();
        this.older = log.older();
        this.sender = sender;
        this.books = books;
        this.clock = clock;
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
            later = false;
            for (Optional<Slot> slot = next(); slot.isPresent(); slot = next()) {
                totals = totals.plus(send(slot.get()));
            }
            return totals;
        } finally {
            sending.unlock();
        }
    }

    /** Reports all that waits, and what was set aside, once more: what it was refused for may be gone. */
    Totals retry(Optional<GrantId> grant) {
        sending.lock();
        try {
            Totals totals = flush();
            for (long sequence : aside.burned(grant)) {
                aside.reopen(sequence, grant);
                totals = totals.plus(flush());
            }
            aside.open(grant);
            return totals.plus(flush());
        } finally {
            sending.unlock();
        }
    }

    private Optional<Slot> next() {
        Optional<Slot> slot = slots.pending();
        if (slot.isEmpty() && unsure && !later) {
            later = !books.current();
            if (!later) {
                older.settle(books).forEach(known -> accepted.accept(known.grant(), known.units()));
            }
        }
        slot = slot.or(() -> later ? Optional.empty() : slots.cut(unsure ? books.lastSequence() : 0, clock.instant()));
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
        UsageReport report = books.report(slot.sequence()).orElseThrow(() -> refusal);
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
        if (!Verdict.isOfLine(refusal)) {
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
        Verdict verdict = Verdict.of(refusal, culprit, books::periodOf);
        switch (verdict.fate()) {
            // No earlier try with the whole line can take effect any more: the ledger never endorses one outside of the
            // grant's time, and what closed the grant or changed the calendar invalidates it.
            case TRIMMED -> {
                note(culprit, refusal, " but from " + verdict.from() + " until " + verdict.until());
                return freed(
                        slot, culprit, refusal, rest -> slots.trim(rest, culprit, verdict.from(), verdict.until()));
            }
            case PARTED -> {
                return freed(slot, culprit, refusal, rest -> slots.part(rest, culprit, books::periodOf));
            }
            case LATER -> {
                later = true;
                return freed(slot, culprit, refusal, slots::save);
            }
            default -> {
                note(culprit, refusal, "");
                Slot rest = slot.without(culprit, refusal.code());
                slots.save(rest);
                return rest;
            }
        }
    }

    private static Slot freed(Slot slot, Slot.Line culprit, LedgerRefused refusal, Consumer<Slot> save) {
        Slot rest = slot.freeing(culprit, refusal.code());
        save.accept(rest);
        return rest;
    }

    private void note(Slot.Line culprit, LedgerRefused refusal, String except) {
        refused.accept(culprit, refusal.code());
        LOG.error(
                "usage under {} in period {} is set aside{}: {} events, {} units in all, refused with {}",
                culprit.grant(),
                culprit.period(),
                except,
                culprit.events(),
                culprit.units(),
                refusal.getMessage());
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
