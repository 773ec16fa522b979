package org.stemma.api.kernel;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.stemma.api.CurrencyCode;
import org.stemma.api.Document;
import org.stemma.api.OrgId;

/**
 * The ledger's one record of members, time and parameters: every transaction reads it, and only governance writes it.
 *
 * @param genesis digest of the genesis parameters that it came from
 * @param epochSeconds length of an epoch; epoch n begins at n × epochSeconds after 1970-01-01T00:00:00Z
 * @param aheadSeconds how far a proposal's timestamp may be ahead of an endorser's clock, until {@code limits} change it
 * @param behindSeconds how far it may be behind, until then
 * @param graceSeconds how long after its end an epoch may be closed at the earliest, until then
 * @param calendar how epochs make periods; later segments replace earlier ones from their first epoch on
 * @param rules what touches money, by the first period in which it holds, ascending
 * @param limits of time that replace the first ones, by the first period in which they hold, ascending; absent while
 *     nothing has changed them
 * @param orders the subjects that an order is in force on, sorted, at most {@link #MAX_ORDERS}; an order on anything else
 *     says nothing. Absent while there is none
 */
public record Charter(
        String profile,
        String genesis,
        Membership membership,
        long epochSeconds,
        long aheadSeconds,
        long behindSeconds,
        long graceSeconds,
        List<Segment> calendar,
        List<Currency> currencies,
        List<Cashier> cashiers,
        List<Rules> rules,
        Optional<List<Limits>> limits,
        Optional<List<String>> orders)
        implements Document {
    /** On how many subjects orders can be in force at a time: every transaction reads their list. */
    public static final int MAX_ORDERS = 100;

    /** The member organisations, sorted; the version counts changes, so that key policies know when they are old. */
    public record Membership(long version, List<OrgId> organisations) {
        /** How many organisations make a majority. */
        public int majority() {
            return organisations.size() / 2 + 1;
        }
    }

    /**
     * Limits of time as they hold from the beginning of a period, for the times and epochs that lie in it.
     *
     * @param aheadSeconds how far a proposal's timestamp may be ahead of an endorser's clock
     * @param behindSeconds how far it may be behind
     * @param graceSeconds how long after its end an epoch may be closed at the earliest
     */
    public record Limits(long fromPeriod, long aheadSeconds, long behindSeconds, long graceSeconds) {}

    /** From {@code fromEpoch} on a period has {@code epochsPerPeriod} epochs; the first is numbered firstPeriod. */
    public record Segment(long fromEpoch, long firstPeriod, long epochsPerPeriod) {
        long periodOf(long epoch) {
            return firstPeriod + Math.floorDiv(epoch - fromEpoch, epochsPerPeriod);
        }
    }

    /** A currency and the number of decimal digits that its amounts may have, at most nine. */
    public record Currency(CurrencyCode code, int scale) {}

    /** An organisation that may attest deposits and withdrawals of others, up to a cap of nano per UTC day. */
    public record Cashier(OrgId organisation, CurrencyCode currency, String dailyCap) {}

    /** Whether an order is in force on this, as {@code asset/ID} or {@code wallet/ID}. */
    public boolean orders(String subject) {
        return orders.orElse(List.of()).contains(subject);
    }

    /** The same charter with this subject among those that an order is in force on, or no more. */
    public Charter ordering(String subject, boolean inForce) {
        TreeSet<String> subjects = new TreeSet<>(orders.orElse(List.of()));
        if (inForce) {
            subjects.add(subject);
        } else {
            subjects.remove(subject);
        }
        return new Charter(
                profile,
                genesis,
                membership,
                epochSeconds,
                aheadSeconds,
                behindSeconds,
                graceSeconds,
                calendar,
                currencies,
                cashiers,
                rules,
                limits,
                subjects.isEmpty() ? Optional.empty() : Optional.of(List.copyOf(subjects)));
    }

    public long epochOf(java.time.Instant time) {
        return Math.floorDiv(time.getEpochSecond(), epochSeconds);
    }

    public java.time.Instant endOf(long epoch) {
        return java.time.Instant.ofEpochSecond((epoch + 1) * epochSeconds);
    }

    public long periodOf(long epoch) {
        return segmentAt(epoch).periodOf(epoch);
    }

    /** The last epoch of a period: once it is closed, so is the period. */
    public long lastEpochOf(long period) {
        Segment segment = calendar.stream()
                .filter(candidate -> candidate.firstPeriod() <= period)
                .max(Comparator.comparingLong(Segment::firstPeriod))
                .orElse(calendar.get(0));
        return segment.fromEpoch() + (period - segment.firstPeriod() + 1) * segment.epochsPerPeriod() - 1;
    }

    /** The first epoch of a period. */
    public long firstEpochOf(long period) {
        return lastEpochOf(period - 1) + 1;
    }

    /** The limits of time by the first period in which they hold, ascending. */
    public List<Limits> allLimits() {
        Limits first = new Limits(calendar.get(0).firstPeriod(), aheadSeconds, behindSeconds, graceSeconds);
        return Stream.concat(Stream.of(first), limits.stream().flatMap(List::stream))
                .toList();
    }

    /** The limits of time that hold in an epoch. */
    public Limits limitsIn(long epoch) {
        long period = periodOf(epoch);
        List<Limits> all = allLimits();
        return all.stream()
                .filter(candidate -> candidate.fromPeriod() <= period)
                .max(Comparator.comparingLong(Limits::fromPeriod))
                .orElse(all.get(0));
    }

    /** From when on an epoch may be closed, and all before it: where the grace gets shorter, the longer one is waited for. */
    public java.time.Instant closableFrom(long epoch) {
        java.time.Instant latest = endOf(epoch).plusSeconds(limitsIn(epoch).graceSeconds());
        List<Limits> all = allLimits();
        for (int i = 1; i < all.size(); i++) {
            long last = firstEpochOf(all.get(i).fromPeriod()) - 1;
            java.time.Instant before = endOf(last).plusSeconds(all.get(i - 1).graceSeconds());
            if (last < epoch && before.isAfter(latest)) {
                latest = before;
            }
        }
        return latest;
    }

    /** The last epoch that may be closed at a time, found by halving: times of closing only ascend. */
    public long closableAt(java.time.Instant now) {
        long grace = allLimits().stream().mapToLong(Limits::graceSeconds).max().orElseThrow();
        long closable = epochOf(now.minusSeconds(grace)) - 1;
        long not = epochOf(now);
        while (not - closable > 1) {
            long middle = closable + (not - closable) / 2;
            if (closableFrom(middle).isAfter(now)) {
                not = middle;
            } else {
                closable = middle;
            }
        }
        return closable;
    }

    /** The rules that hold in a period. */
    public Rules rulesFor(long period) {
        return rules.stream()
                .filter(candidate -> candidate.fromPeriod() <= period)
                .max(Comparator.comparingLong(Rules::fromPeriod))
                .orElse(rules.get(0));
    }

    public Optional<Currency> currency(CurrencyCode code) {
        return currencies.stream()
                .filter(currency -> currency.code().equals(code))
                .findFirst();
    }

    public Optional<Cashier> cashier(OrgId organisation, CurrencyCode code) {
        return cashiers.stream()
                .filter(cashier -> cashier.organisation().equals(organisation)
                        && cashier.currency().equals(code))
                .findFirst();
    }

    private Segment segmentAt(long epoch) {
        return calendar.stream()
                .filter(segment -> segment.fromEpoch() <= epoch)
                .max(Comparator.comparingLong(Segment::fromEpoch))
                .orElse(calendar.get(0));
    }
}
