package org.stemma.api.kernel;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.stemma.api.CurrencyCode;
import org.stemma.api.Document;
import org.stemma.api.OrgId;

/**
 * The ledger's one record of members, time and parameters: every transaction reads it, and only governance writes it.
 *
 * @param genesis digest of the genesis parameters that it came from
 * @param epochSeconds length of an epoch; epoch n begins at n × epochSeconds after 1970-01-01T00:00:00Z
 * @param aheadSeconds how far a proposal's timestamp may be ahead of an endorser's clock
 * @param behindSeconds how far it may be behind
 * @param graceSeconds how long after its end an epoch may be closed at the earliest
 * @param calendar how epochs make periods; later segments replace earlier ones from their first epoch on
 * @param rules what touches money, by the first period in which it holds, ascending
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
        List<Rules> rules)
        implements Document {

    /** The member organisations, sorted; the version counts changes, so that key policies know when they are old. */
    public record Membership(long version, List<OrgId> organisations) {
        /** How many organisations make a majority. */
        public int majority() {
            return organisations.size() / 2 + 1;
        }
    }

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
