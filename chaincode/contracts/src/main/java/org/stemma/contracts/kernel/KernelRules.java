package org.stemma.contracts.kernel;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.stemma.api.Digest;
import org.stemma.api.MalformedException;
import org.stemma.api.OrgId;
import org.stemma.api.Ppm;
import org.stemma.api.Refused;
import org.stemma.api.kernel.Charter;
import org.stemma.api.kernel.Charter.Membership;
import org.stemma.api.kernel.Charter.Segment;
import org.stemma.api.kernel.Genesis;
import org.stemma.api.kernel.KernelRefusal;
import org.stemma.api.kernel.Rules;

/** The law of time and parameters. */
final class KernelRules {
    /** The most epochs that one transaction closes: each is a write. */
    static final int MAX_EPOCHS = 200;

    private static final int MAX_ORGANISATIONS = 64;

    private KernelRules() {}

    /** The first charter: periods are numbered from 1, beginning with the epoch of genesis. */
    static Charter found(Genesis genesis, List<OrgId> organisations, Instant now) {
        mustBeInBounds(genesis);
        mustBeSorted(organisations);
        Charter.Segment first =
                new Segment(Math.floorDiv(now.getEpochSecond(), genesis.epochSeconds()), 1, genesis.epochsPerPeriod());
        return new Charter(
                genesis.profile(),
                Digest.of(genesis).value(),
                new Membership(1, organisations),
                genesis.epochSeconds(),
                genesis.aheadSeconds(),
                genesis.behindSeconds(),
                genesis.graceSeconds(),
                List.of(first),
                genesis.currencies(),
                genesis.cashiers(),
                List.of(new Rules(1, genesis.treasuryFee(), genesis.maxUpstream(), genesis.usageWindowPeriods())),
                Optional.empty(),
                Optional.empty());
    }

    /** The charter's bounds, as its prose states them. */
    static void mustBeInBounds(Genesis genesis) {
        within("epochSeconds", genesis.epochSeconds(), 1, 86_400);
        within("epochsPerPeriod", genesis.epochsPerPeriod(), 1, 10_000);
        within("aheadSeconds", genesis.aheadSeconds(), 1, 60);
        within("behindSeconds", genesis.behindSeconds(), 5, 3_600);
        within("graceSeconds", genesis.graceSeconds(), 2 * genesis.aheadSeconds(), 3_600);
        within("treasuryFee", genesis.treasuryFee().value(), 0, Ppm.ONE / 5);
        within("maxUpstream", genesis.maxUpstream().value(), 0, 9 * Ppm.ONE / 10);
        within("usageWindowPeriods", genesis.usageWindowPeriods(), 1, 400);
        within("currencies", genesis.currencies().size(), 1, 16);
        within("cashiers", genesis.cashiers().size(), 0, 64);
        genesis.currencies().forEach(currency -> within("scale", currency.scale(), 0, 9));
    }

    private static void mustBeSorted(List<OrgId> organisations) {
        within("organisations", organisations.size(), 2, MAX_ORGANISATIONS);
        List<OrgId> sorted = organisations.stream()
                .distinct()
                .sorted(java.util.Comparator.comparing(OrgId::value))
                .toList();
        if (!sorted.equals(organisations)) {
            throw new MalformedException("organisations: distinct ids in ascending order are expected");
        }
    }

    private static void within(String name, long value, long least, long most) {
        if (value < least || value > most) {
            throw new MalformedException(name + ": " + least + " to " + most + " is expected, not " + value);
        }
    }

    /** Refuses to close what is not due: an epoch is, once its grace has passed too. */
    static void mustBeDue(Charter charter, long closedThrough, long through, Instant now) {
        Refused.unless(
                through - closedThrough <= MAX_EPOCHS,
                KernelRefusal.TOO_MANY_EPOCHS,
                "asked",
                through - closedThrough,
                "allowed",
                MAX_EPOCHS);
        // Only now is the number small enough for a time to be computed from it.
        Instant due = charter.closableFrom(through);
        Refused.unless(!now.isBefore(due), KernelRefusal.EPOCH_NOT_DUE, "epoch", through, "due", due);
    }
}
