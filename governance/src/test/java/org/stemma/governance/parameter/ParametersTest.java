package org.stemma.governance.parameter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.stemma.governance.Refusals.assertBroken;
import static org.stemma.governance.Refusals.assertRefused;
import static org.stemma.governance.parameter.GovernedParameter.AHEAD_SECONDS;
import static org.stemma.governance.parameter.GovernedParameter.EPOCH_SECONDS;
import static org.stemma.governance.parameter.GovernedParameter.GRACE_SECONDS;
import static org.stemma.governance.parameter.GovernedParameter.MAX_UPSTREAM;
import static org.stemma.governance.parameter.GovernedParameter.TREASURY_FEE;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.stemma.governance.GovernanceRefusal;

public class ParametersTest {
    private static final Parameters GENESIS =
            Parameters.of(Map.of(EPOCH_SECONDS, 5L, AHEAD_SECONDS, 5L, GRACE_SECONDS, 60L, TREASURY_FEE, 50_000L));

    @Test
    void a_change_holds_from_its_period_on_and_never_before() {
        Parameters changed = GENESIS.change(TREASURY_FEE, 70_000, 8, 7);
        assertEquals(50_000, changed.in(7, TREASURY_FEE));
        assertEquals(70_000, changed.in(8, TREASURY_FEE));
        assertEquals(70_000, changed.in(1_000, TREASURY_FEE));
        assertEquals(50_000, GENESIS.in(8, TREASURY_FEE));
        assertEquals(5, changed.in(8, AHEAD_SECONDS));
    }

    @Test
    void a_change_holds_until_the_next_that_is_scheduled() {
        Parameters changed = GENESIS.change(TREASURY_FEE, 70_000, 9, 1).change(TREASURY_FEE, 60_000, 5, 2);
        assertEquals(50_000, changed.in(4, TREASURY_FEE));
        assertEquals(60_000, changed.in(8, TREASURY_FEE));
        assertEquals(70_000, changed.in(9, TREASURY_FEE));
    }

    @Test
    void the_first_version_holds_before_it_began_too() {
        assertEquals(50_000, GENESIS.in(-3, TREASURY_FEE));
    }

    @Test
    void both_bounds_are_allowed() {
        for (GovernedParameter parameter : GovernedParameter.values()) {
            assertTrue(parameter.allows(parameter.least()) && parameter.allows(parameter.most()));
            assertFalse(parameter.allows(parameter.least() - 1) || parameter.allows(parameter.most() + 1));
        }
        assertEquals(200_000, GENESIS.change(TREASURY_FEE, 200_000, 1, 0).in(1, TREASURY_FEE));
        assertEquals(0, GENESIS.change(TREASURY_FEE, 0, 1, 0).in(1, TREASURY_FEE));
    }

    @Test
    void out_of_bounds() {
        var refused = assertRefused(GovernanceRefusal.OUT_OF_BOUNDS, () -> GENESIS.change(TREASURY_FEE, 200_001, 1, 0));
        assertEquals(
                Map.of("parameter", "treasuryFee", "asked", "200001", "least", "0", "most", "200000"), refused.facts());
        assertRefused(GovernanceRefusal.OUT_OF_BOUNDS, () -> GENESIS.change(TREASURY_FEE, -1, 1, 0));
    }

    @Test
    void parameter_unknown() {
        assertRefused(GovernanceRefusal.PARAMETER_UNKNOWN, () -> GENESIS.change(MAX_UPSTREAM, 0, 1, 0));
        assertRefused(GovernanceRefusal.PARAMETER_UNKNOWN, () -> GENESIS.in(0, MAX_UPSTREAM));
    }

    @Test
    void parameter_fixed() {
        assertRefused(GovernanceRefusal.PARAMETER_FIXED, () -> GENESIS.change(EPOCH_SECONDS, 6, 1, 0));
    }

    @Test
    void period_begun() {
        assertRefused(GovernanceRefusal.PERIOD_BEGUN, () -> GENESIS.change(TREASURY_FEE, 1, 7, 7));
    }

    @Test
    void period_too_far() {
        assertEquals(1, GENESIS.change(TREASURY_FEE, 1, 407, 7).in(407, TREASURY_FEE));
        assertRefused(GovernanceRefusal.PERIOD_TOO_FAR, () -> GENESIS.change(TREASURY_FEE, 1, 408, 7));
    }

    @Test
    void grace_too_short() {
        assertEquals(10, GENESIS.change(GRACE_SECONDS, 10, 1, 0).in(1, GRACE_SECONDS));
        assertRefused(GovernanceRefusal.GRACE_TOO_SHORT, () -> GENESIS.change(GRACE_SECONDS, 9, 1, 0));
        assertEquals(30, GENESIS.change(AHEAD_SECONDS, 30, 1, 0).in(1, AHEAD_SECONDS));
        assertRefused(GovernanceRefusal.GRACE_TOO_SHORT, () -> GENESIS.change(AHEAD_SECONDS, 31, 1, 0));
    }

    @Test
    void the_grace_is_kept_in_later_periods_that_are_scheduled_already() {
        Parameters scheduled = GENESIS.change(AHEAD_SECONDS, 30, 9, 0);
        assertRefused(GovernanceRefusal.GRACE_TOO_SHORT, () -> scheduled.change(GRACE_SECONDS, 20, 5, 0));
        Parameters shorter = GENESIS.change(GRACE_SECONDS, 20, 9, 0);
        assertRefused(GovernanceRefusal.GRACE_TOO_SHORT, () -> shorter.change(AHEAD_SECONDS, 11, 5, 0));
        assertEquals(10, shorter.change(AHEAD_SECONDS, 10, 5, 0).in(5, AHEAD_SECONDS));
    }

    @Test
    void the_grace_is_free_where_only_one_side_is_governed() {
        Parameters grace = Parameters.of(Map.of(GRACE_SECONDS, 60L));
        assertEquals(2, grace.change(GRACE_SECONDS, 2, 1, 0).in(1, GRACE_SECONDS));
        Parameters ahead = Parameters.of(Map.of(AHEAD_SECONDS, 5L));
        assertEquals(60, ahead.change(AHEAD_SECONDS, 60, 1, 0).in(1, AHEAD_SECONDS));
    }

    @Test
    void too_many_versions() {
        SortedMap<Long, Long> versions = new TreeMap<>();
        for (long period = 0; period < Parameters.MAX_VERSIONS - 1; period++) {
            versions.put(period, 1L);
        }
        Parameters long999 = new Parameters(new TreeMap<>(Map.of(TREASURY_FEE, versions)));
        Parameters long1000 = long999.change(TREASURY_FEE, 2, 1_000, 999);
        assertRefused(GovernanceRefusal.TOO_MANY_VERSIONS, () -> long1000.change(TREASURY_FEE, 3, 1_001, 1_000));
    }

    @Test
    void a_parameter_has_a_version_and_none_can_be_edited() {
        assertBroken(() -> new Parameters(new TreeMap<>(Map.of(TREASURY_FEE, new TreeMap<>()))));
        assertThrows(
                UnsupportedOperationException.class, () -> GENESIS.versions().clear());
        assertThrows(
                UnsupportedOperationException.class,
                () -> GENESIS.versions().values().forEach(Map::clear));
    }
}
