package org.stemma.contracts.governance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.stemma.api.OrgId;
import org.stemma.api.Ppm;
import org.stemma.api.governance.FirstProcedure;
import org.stemma.api.kernel.Charter;
import org.stemma.contracts.story.Story;
import org.stemma.governance.GovernanceRefused;
import org.stemma.governance.parameter.GovernedParameter;
import org.stemma.governance.parameter.Parameters;

/** The charter, by which every room goes, says what the council decided. */
final class CharterRulesTest {
    private static final int CHANGES = 80;

    private static final List<GovernedParameter> OF_THE_CHARTER = List.of(
            GovernedParameter.EPOCHS_PER_PERIOD,
            GovernedParameter.AHEAD_SECONDS,
            GovernedParameter.BEHIND_SECONDS,
            GovernedParameter.GRACE_SECONDS,
            GovernedParameter.TREASURY_FEE,
            GovernedParameter.MAX_UPSTREAM,
            GovernedParameter.USAGE_WINDOW_PERIODS);

    /** The parameters with which a network of the demo profile begins. */
    static Parameters demo(Charter charter) {
        return CharterRules.first(
                charter,
                new FirstProcedure(
                        "demo",
                        1,
                        20,
                        10,
                        120,
                        5,
                        300,
                        new Ppm(500_000),
                        new Ppm(500_000),
                        Ppm.ZERO,
                        new Ppm(100_000),
                        Optional.of(new OrgId("ArchiveMSP"))));
    }

    @Test
    void the_charter_agrees_with_the_parameters_in_every_period_whatever_was_changed() {
        Random random = new Random(7);
        Charter charter = new Story().charter();
        Parameters parameters = demo(charter);
        long period = 1;
        for (int i = 0; i < CHANGES; i++) {
            period += random.nextInt(3);
            GovernedParameter one = OF_THE_CHARTER.get(random.nextInt(OF_THE_CHARTER.size()));
            long value = one.least() + (long) random.nextInt((int) (one.most() - one.least() + 1));
            Parameters changed;
            try {
                changed = parameters.change(one, value, period + 1 + random.nextInt(6), period);
            } catch (GovernanceRefused refused) {
                continue;
            }
            Charter amended = CharterRules.amend(charter, changed, period);
            mustKeepThePast(charter, amended, period);
            mustAgree(amended, changed, period);
            mustWait(amended, amended.lastEpochOf(period + random.nextInt(8)));
            charter = amended;
            parameters = changed;
        }
        assertTrue(charter.calendar().size() > 5 && charter.rules().size() > 5, charter.toString());
    }

    private static void mustAgree(Charter charter, Parameters parameters, long around) {
        for (long period = Math.max(1, around - 5); period < around + 10; period++) {
            long first = charter.firstEpochOf(period);
            long last = charter.lastEpochOf(period);
            assertEquals(parameters.in(period, GovernedParameter.EPOCHS_PER_PERIOD), last - first + 1);
            assertEquals(period, charter.periodOf(first));
            assertEquals(period, charter.periodOf(last));
            assertEquals(period + 1, charter.periodOf(last + 1));
            assertEquals(
                    parameters.in(period, GovernedParameter.TREASURY_FEE),
                    charter.rulesFor(period).treasuryFee().value());
            assertEquals(
                    parameters.in(period, GovernedParameter.MAX_UPSTREAM),
                    charter.rulesFor(period).maxUpstream().value());
            assertEquals(
                    parameters.in(period, GovernedParameter.USAGE_WINDOW_PERIODS),
                    charter.rulesFor(period).usageWindowPeriods());
            Charter.Limits limits = charter.limitsIn(first);
            assertEquals(limits, charter.limitsIn(last));
            assertEquals(parameters.in(period, GovernedParameter.AHEAD_SECONDS), limits.aheadSeconds());
            assertEquals(parameters.in(period, GovernedParameter.BEHIND_SECONDS), limits.behindSeconds());
            assertEquals(parameters.in(period, GovernedParameter.GRACE_SECONDS), limits.graceSeconds());
        }
    }

    /** No epoch is closed before its own grace, nor before an earlier one may be. */
    private static void mustWait(Charter charter, long epoch) {
        Instant own = charter.endOf(epoch).plusSeconds(charter.limitsIn(epoch).graceSeconds());
        assertTrue(!charter.closableFrom(epoch).isBefore(own));
        assertTrue(!charter.closableFrom(epoch).isBefore(charter.closableFrom(epoch - 1)));
        assertTrue(charter.closableAt(charter.closableFrom(epoch)) >= epoch);
        assertTrue(charter.closableAt(charter.closableFrom(epoch).minusMillis(1)) < epoch);
    }

    private static void mustKeepThePast(Charter before, Charter after, long period) {
        for (long past = Math.max(1, period - 20); past <= period; past++) {
            assertEquals(before.rulesFor(past), after.rulesFor(past));
            assertEquals(before.lastEpochOf(past), after.lastEpochOf(past));
            assertEquals(before.limitsIn(before.lastEpochOf(past)), after.limitsIn(after.lastEpochOf(past)));
        }
    }
}
