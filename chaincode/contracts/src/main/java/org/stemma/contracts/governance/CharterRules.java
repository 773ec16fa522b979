package org.stemma.contracts.governance;

import static org.stemma.governance.parameter.GovernedParameter.AHEAD_SECONDS;
import static org.stemma.governance.parameter.GovernedParameter.BEHIND_SECONDS;
import static org.stemma.governance.parameter.GovernedParameter.EPOCHS_PER_PERIOD;
import static org.stemma.governance.parameter.GovernedParameter.EPOCH_SECONDS;
import static org.stemma.governance.parameter.GovernedParameter.GRACE_SECONDS;
import static org.stemma.governance.parameter.GovernedParameter.MAX_UPSTREAM;
import static org.stemma.governance.parameter.GovernedParameter.TREASURY_FEE;
import static org.stemma.governance.parameter.GovernedParameter.USAGE_WINDOW_PERIODS;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.stemma.api.Ppm;
import org.stemma.api.governance.FirstProcedure;
import org.stemma.api.kernel.Charter;
import org.stemma.api.kernel.Charter.Limits;
import org.stemma.api.kernel.Charter.Segment;
import org.stemma.api.kernel.Rules;
import org.stemma.governance.parameter.GovernedParameter;
import org.stemma.governance.parameter.Parameters;

/**
 * How governed parameters and the charter agree. Every room reads the charter; it says of each period what the parameters
 * say of it. What holds in a period that has begun is never rewritten.
 */
final class CharterRules {
    private CharterRules() {}

    /** The parameters with which the network began: the charter's first, and the packed rules of procedure. */
    static Parameters first(Charter charter, FirstProcedure procedure) {
        Rules rules = charter.rules().get(0);
        Limits limits = charter.allLimits().get(0);
        Map<GovernedParameter, Long> values = new TreeMap<>();
        values.put(EPOCH_SECONDS, charter.epochSeconds());
        values.put(EPOCHS_PER_PERIOD, charter.calendar().get(0).epochsPerPeriod());
        values.put(AHEAD_SECONDS, limits.aheadSeconds());
        values.put(BEHIND_SECONDS, limits.behindSeconds());
        values.put(GRACE_SECONDS, limits.graceSeconds());
        values.put(TREASURY_FEE, (long) rules.treasuryFee().value());
        values.put(MAX_UPSTREAM, (long) rules.maxUpstream().value());
        values.put(USAGE_WINDOW_PERIODS, rules.usageWindowPeriods());
        values.put(GovernedParameter.VOTING_DELAY_SECONDS, procedure.votingDelaySeconds());
        values.put(GovernedParameter.VOTING_SECONDS, procedure.votingSeconds());
        values.put(GovernedParameter.LATE_QUORUM_SECONDS, procedure.lateQuorumSeconds());
        values.put(GovernedParameter.QUEUE_SECONDS, procedure.queueSeconds());
        values.put(GovernedParameter.TIMELOCK_SECONDS, procedure.timelockSeconds());
        values.put(GovernedParameter.EXECUTION_SECONDS, procedure.executionSeconds());
        values.put(GovernedParameter.QUORUM, (long) procedure.quorum().value());
        values.put(GovernedParameter.SUPPORT, (long) procedure.support().value());
        values.put(GovernedParameter.PROPOSAL_THRESHOLD, (long)
                procedure.proposalThreshold().value());
        values.put(GovernedParameter.TREASURY_SPEND, (long)
                procedure.treasurySpend().value());
        return Parameters.of(values);
    }

    /** The charter under these parameters: as it was up to the current period, as they say from the next one on. */
    static Charter amend(Charter charter, Parameters parameters, long period) {
        return new Charter(
                charter.profile(),
                charter.genesis(),
                charter.membership(),
                charter.epochSeconds(),
                charter.aheadSeconds(),
                charter.behindSeconds(),
                charter.graceSeconds(),
                calendar(charter, parameters, period),
                charter.currencies(),
                charter.cashiers(),
                rules(charter, parameters, period),
                limits(charter, parameters, period),
                charter.orders());
    }

    private static Optional<List<Limits>> limits(Charter charter, Parameters parameters, long period) {
        List<Limits> limits = new ArrayList<>(charter.limits().orElse(List.of()).stream()
                .filter(past -> past.fromPeriod() <= period)
                .toList());
        for (long from : later(parameters, period, AHEAD_SECONDS, BEHIND_SECONDS, GRACE_SECONDS)) {
            limits.add(new Limits(
                    from,
                    parameters.in(from, AHEAD_SECONDS),
                    parameters.in(from, BEHIND_SECONDS),
                    parameters.in(from, GRACE_SECONDS)));
        }
        return limits.isEmpty() ? Optional.empty() : Optional.of(limits);
    }

    /** A longer or shorter period begins where its first one begins under what is scheduled before it. */
    private static List<Segment> calendar(Charter charter, Parameters parameters, long period) {
        List<Segment> calendar = new ArrayList<>(charter.calendar().stream()
                .filter(past -> past.firstPeriod() <= period)
                .toList());
        for (long from : later(parameters, period, EPOCHS_PER_PERIOD)) {
            Segment last = calendar.get(calendar.size() - 1);
            long epochs = Math.multiplyExact(from - last.firstPeriod(), last.epochsPerPeriod());
            calendar.add(
                    new Segment(Math.addExact(last.fromEpoch(), epochs), from, parameters.in(from, EPOCHS_PER_PERIOD)));
        }
        return calendar;
    }

    private static List<Rules> rules(Charter charter, Parameters parameters, long period) {
        List<Rules> rules = new ArrayList<>(charter.rules().stream()
                .filter(past -> past.fromPeriod() <= period)
                .toList());
        for (long from : later(parameters, period, TREASURY_FEE, MAX_UPSTREAM, USAGE_WINDOW_PERIODS)) {
            rules.add(new Rules(
                    from,
                    new Ppm(Math.toIntExact(parameters.in(from, TREASURY_FEE))),
                    new Ppm(Math.toIntExact(parameters.in(from, MAX_UPSTREAM))),
                    parameters.in(from, USAGE_WINDOW_PERIODS)));
        }
        return rules;
    }

    /** The later periods from which one of the parameters has another value. */
    private static SortedSet<Long> later(Parameters parameters, long period, GovernedParameter... which) {
        SortedSet<Long> later = new TreeSet<>();
        for (GovernedParameter parameter : which) {
            java.util.SortedMap<Long, Long> versions =
                    java.util.Objects.requireNonNull(parameters.versions().get(parameter));
            later.addAll(versions.tailMap(period + 1).keySet());
        }
        return later;
    }
}
