package org.stemma.api.license;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stemma.api.Money;
import org.stemma.api.Ppm;
import org.stemma.api.license.Terms.Action;
import org.stemma.api.license.Terms.Permission;
import org.stemma.api.license.Terms.Purpose;
import org.stemma.api.license.Terms.Unit;

/** The usual terms, ready made. */
public final class Presets {
    private Presets() {}

    /** Use of a model for research, without charge and without commercial use of its outputs. */
    public static Terms academicFree() {
        return new Terms(
                "Academic, free",
                Map.of(Action.INFER, Permission.ALLOW, Action.COMMERCIAL_OUTPUT, Permission.DENY),
                List.of(Purpose.ACADEMIC, Purpose.EVALUATION),
                new Terms.Price.Free(),
                Optional.empty(),
                Optional.empty(),
                Ppm.ZERO,
                true);
    }

    /** Training without charge, for a share of what the trained model earns. */
    public static Terms trainFree(Ppm upstream) {
        return train("Training, free", new Terms.Price.Free(), Permission.ALLOW, upstream);
    }

    /** Training for a fee and a share of what the trained model earns. */
    public static Terms trainPriced(Money fee, Ppm upstream) {
        return train("Training, priced", new Terms.Price.OneTime(fee), Permission.PRICED, upstream);
    }

    private static Terms train(String name, Terms.Price price, Permission permission, Ppm upstream) {
        return new Terms(
                name,
                Map.of(Action.TRAIN, permission, Action.FINE_TUNE, permission),
                List.of(),
                price,
                Optional.empty(),
                Optional.empty(),
                upstream,
                true);
    }

    /** Commercial use by the unit, up to a quota, until it expires. */
    public static Terms commercialPerUnit(Money rate, long perUnits, Unit unit, long quotaUnits, long termSeconds) {
        return new Terms(
                "Commercial, per unit",
                Map.of(Action.INFER, Permission.PRICED, Action.COMMERCIAL_OUTPUT, Permission.ALLOW),
                List.of(Purpose.COMMERCIAL, Purpose.EVALUATION),
                new Terms.Price.PerUnit(Money.zero(rate.currency()), rate, perUnits, unit),
                Optional.of(termSeconds),
                Optional.of(quotaUnits),
                Ppm.ZERO,
                false);
    }
}
