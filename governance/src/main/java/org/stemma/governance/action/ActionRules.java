package org.stemma.governance.action;

import static org.stemma.governance.GovernanceRefusal.AMOUNT_NOT_POSITIVE;
import static org.stemma.governance.GovernanceRefusal.BEFORE_CHANGED;
import static org.stemma.governance.GovernanceRefusal.FUNDS_MISSING;
import static org.stemma.governance.GovernanceRefusal.HOLD_NEGATIVE;
import static org.stemma.governance.GovernanceRefusal.NOTHING_CHANGES;
import static org.stemma.governance.GovernanceRefusal.NO_ACTIONS;
import static org.stemma.governance.GovernanceRefusal.SPEND_CAP_EXCEEDED;
import static org.stemma.governance.GovernanceRefusal.SUBJECT_UNKNOWN;
import static org.stemma.governance.GovernanceRefusal.TARGET_TWICE;
import static org.stemma.governance.GovernanceRefusal.TOO_MANY_ACTIONS;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.stemma.governance.GovernanceRefused;
import org.stemma.governance.parameter.Parameters;

/** The law of actions: what may be proposed, and what must still hold when it is done. */
public final class ActionRules {
    /** The most actions of one proposal: they are done in one transaction, all or none. */
    public static final int MAX_ACTIONS = 8;

    private ActionRules() {}

    /**
     * Checks that actions may be proposed: they change something, within bounds, and what they replace is as they say.
     * Whether the treasury can pay is only asked when it pays.
     *
     * @throws GovernanceRefused {@code no_actions}, {@code too_many_actions}, {@code target_twice},
     *     {@code nothing_changes}, {@code amount_not_positive}, {@code hold_negative}, {@code subject_unknown},
     *     {@code before_changed}, or what {@link Parameters#change} refuses
     */
    public static void mustBeProposable(List<Action> actions, Facts facts) {
        GovernanceRefused.unless(!actions.isEmpty(), NO_ACTIONS);
        GovernanceRefused.unless(
                actions.size() <= MAX_ACTIONS, TOO_MANY_ACTIONS, "asked", actions.size(), "allowed", MAX_ACTIONS);
        Set<String> targets = new HashSet<>();
        Facts soFar = facts;
        for (Action action : actions) {
            GovernanceRefused.unless(targets.add(action.target()), TARGET_TWICE, "target", action.target());
            soFar = prepare(action, soFar).after();
        }
    }

    /**
     * Does the actions in order, each on the facts that those before it leave; all of them or, if one is refused, none.
     *
     * @throws GovernanceRefused {@code before_changed}, {@code subject_unknown}, {@code funds_missing},
     *     {@code spend_cap_exceeded}, or what {@link Parameters#change} refuses
     */
    public static Effects apply(List<Action> actions, Facts facts) {
        List<Action> done = new ArrayList<>();
        Facts after = facts;
        for (Action action : actions) {
            Step step = prepare(action, after);
            done.add(step.action());
            after = action instanceof PayFromTreasury payment ? pay(payment, step.after()) : step.after();
        }
        return new Effects(done, after);
    }

    /** An action as it takes effect, and the facts after it. */
    private record Step(Action action, Facts after) {}

    private static Step prepare(Action action, Facts facts) {
        if (action instanceof SetParameter change) {
            return set(change, facts);
        }
        if (action instanceof PayFromTreasury payment) {
            return prepare(payment, facts);
        }
        if (action instanceof OrderAsset order) {
            return order(order, facts);
        }
        return order((OrderAccount) action, facts);
    }

    private static Step set(SetParameter change, Facts facts) {
        mustChange(change.before(), change.after(), change);
        long from = Math.max(change.notBeforePeriod(), facts.period() + 1);
        mustStillBe(change.before(), facts.parameters().in(from, change.parameter()), change);
        Parameters changed = facts.parameters().change(change.parameter(), change.after(), from, facts.period());
        return new Step(
                new SetParameter(change.parameter(), change.before(), change.after(), from), facts.with(changed));
    }

    private static Step prepare(PayFromTreasury payment, Facts facts) {
        Amount amount = payment.amount();
        GovernanceRefused.unless(amount.nano() > 0, AMOUNT_NOT_POSITIVE, "asked", amount);
        known(facts.treasury(amount.currency()), payment);
        return new Step(payment, facts);
    }

    private static Facts pay(PayFromTreasury payment, Facts facts) {
        Amount amount = payment.amount();
        Treasury treasury = known(facts.treasury(amount.currency()), payment);
        GovernanceRefused.unless(
                treasury.has(amount.nano()), FUNDS_MISSING, "asked", amount, "availableNano", treasury.available());
        GovernanceRefused.unless(
                treasury.maySpend(amount.nano()),
                SPEND_CAP_EXCEEDED,
                "asked",
                amount,
                "spentNano",
                treasury.spent(),
                "openingNano",
                treasury.opening(),
                "capPpm",
                treasury.cap().ppm());
        return facts.with(amount.currency(), treasury.less(amount.nano()));
    }

    private static Step order(OrderAsset order, Facts facts) {
        mustChange(order.before(), order.after(), order);
        mustStillBe(order.before(), known(facts.standing(order.asset()), order), order);
        return new Step(order, facts.with(order.asset(), order.after()));
    }

    private static Step order(OrderAccount order, Facts facts) {
        mustChange(order.before(), order.after(), order);
        GovernanceRefused.unless(order.after().nano() >= 0, HOLD_NEGATIVE, "asked", order.after());
        mustStillBe(order.before(), known(facts.held(order.account()), order), order);
        return new Step(order, facts.with(order.account(), order.after()));
    }

    private static void mustChange(Object before, Object after, Action action) {
        GovernanceRefused.unless(!before.equals(after), NOTHING_CHANGES, "target", action.target(), "asked", after);
    }

    private static void mustStillBe(Object before, Object now, Action action) {
        GovernanceRefused.unless(
                before.equals(now), BEFORE_CHANGED, "target", action.target(), "proposed", before, "now", now);
    }

    private static <T> T known(Optional<T> fact, Action action) {
        return fact.orElseThrow(() -> GovernanceRefused.because(SUBJECT_UNKNOWN, "target", action.target()));
    }
}
