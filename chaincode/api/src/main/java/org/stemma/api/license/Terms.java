package org.stemma.api.license;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stemma.api.Digest;
import org.stemma.api.Document;
import org.stemma.api.Money;
import org.stemma.api.Ppm;

/**
 * Machine-readable licence terms. Content-addressed: the same terms have the same id, the digest of their canonical JSON.
 *
 * @param actions what may be done; an action that is not named is denied
 * @param purposes for which the grant may be used; none named means any
 * @param termSeconds how long a grant lasts from its purchase; absent means without end
 * @param quotaUnits the most units that may be used under a grant; absent means no limit
 * @param upstream the share of a derivative's revenue that the licensed asset takes
 * @param attribution whether derivatives have to name the asset
 */
public record Terms(
        String name,
        Map<Action, Permission> actions,
        List<Purpose> purposes,
        Price price,
        Optional<Long> termSeconds,
        Optional<Long> quotaUnits,
        Ppm upstream,
        boolean attribution)
        implements Document {
    /** What can be done with an asset. */
    public enum Action {
        TRAIN,
        FINE_TUNE,
        DISTIL,
        INFER,
        RETRIEVE,
        CRAWL,
        REDISTRIBUTE,
        COMMERCIAL_OUTPUT
    }

    public enum Permission {
        ALLOW,
        DENY,
        PRICED,
        NEEDS_APPROVAL
    }

    public enum Purpose {
        COMMERCIAL,
        ACADEMIC,
        EVALUATION
    }

    public Digest id() {
        return Digest.of(this);
    }

    public Permission permission(Action action) {
        return actions.getOrDefault(action, Permission.DENY);
    }

    /** What a grant costs. */
    public sealed interface Price {
        /** Nothing. */
        record Free() implements Price {}

        /** A fee when it is bought. */
        record OneTime(Money fee) implements Price {}

        /**
         * A fee when it is bought (zero if none), then {@code rate} for every {@code perUnits} units used, charged exactly:
         * what a division leaves is carried to the next charge.
         */
        record PerUnit(Money fee, Money rate, long perUnits, Unit unit) implements Price {}
    }

    /** What a meter counts. */
    public enum Unit {
        OUTPUT_BYTE,
        TOKEN,
        CALL,
        IMAGE,
        SECOND
    }
}
