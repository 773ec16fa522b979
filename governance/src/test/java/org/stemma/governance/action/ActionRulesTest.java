package org.stemma.governance.action;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.stemma.governance.Refusals.assertBroken;
import static org.stemma.governance.Refusals.assertRefused;
import static org.stemma.governance.parameter.GovernedParameter.MAX_UPSTREAM;
import static org.stemma.governance.parameter.GovernedParameter.TREASURY_FEE;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.stemma.governance.GovernanceRefusal;
import org.stemma.governance.Portion;
import org.stemma.governance.parameter.Parameters;

public class ActionRulesTest {
    private static final Subject MODEL = Subject.asset("ast_model");
    private static final Subject WALLET = Subject.account("wal_1");
    private static final Subject PAYEE = Subject.party("prt_1");
    private static final SetParameter FEE = new SetParameter(TREASURY_FEE, 50_000, 70_000, 8);
    private static final OrderAsset HOLD = new OrderAsset(MODEL, Standing.LISTED, Standing.HELD);
    private static final OrderAccount FREEZE = new OrderAccount(WALLET, xts(0), xts(10));

    /** Period 7; 1000 nano in the treasury when it began, a tenth of which may be spent. */
    private static final Facts FACTS = Facts.of(7, Parameters.of(Map.of(TREASURY_FEE, 50_000L, MAX_UPSTREAM, 9L)))
            .with("XTS", new Treasury(1_000, 1_000, 0, new Portion(100_000)))
            .with(MODEL, Standing.LISTED)
            .with(WALLET, xts(0));

    @Test
    void every_kind_of_action_is_done_and_changes_the_facts() {
        List<Action> actions = List.of(FEE, pay(100), HOLD, FREEZE);
        ActionRules.mustBeProposable(actions, FACTS);
        Effects effects = ActionRules.apply(actions, FACTS);
        assertEquals(actions, effects.actions());
        assertEquals(70_000, effects.after().parameters().in(8, TREASURY_FEE));
        assertEquals(
                new Treasury(1_000, 900, 100, new Portion(100_000)),
                effects.after().treasuries().get("XTS"));
        assertEquals(Standing.HELD, effects.after().assets().get(MODEL));
        assertEquals(xts(10), effects.after().holds().get(WALLET));
    }

    @Test
    void a_parameter_holds_from_a_period_that_has_not_begun_when_it_is_executed() {
        Facts later = new Facts(12, FACTS.parameters(), FACTS.treasuries(), FACTS.assets(), FACTS.holds());
        Effects effects = ActionRules.apply(List.of(FEE), later);
        assertEquals(List.of(new SetParameter(TREASURY_FEE, 50_000, 70_000, 13)), effects.actions());
        assertEquals(50_000, effects.after().parameters().in(12, TREASURY_FEE));
        assertEquals(70_000, effects.after().parameters().in(13, TREASURY_FEE));
    }

    @Test
    void what_is_held_is_released_by_an_action_of_the_same_kind() {
        Facts held = ActionRules.apply(List.of(HOLD, FREEZE), FACTS).after();
        Facts released = ActionRules.apply(
                        List.of(
                                new OrderAsset(MODEL, Standing.HELD, Standing.LISTED),
                                new OrderAccount(WALLET, xts(10), xts(0))),
                        held)
                .after();
        assertEquals(FACTS, released);
    }

    @Test
    void no_actions() {
        assertRefused(GovernanceRefusal.NO_ACTIONS, () -> ActionRules.mustBeProposable(List.of(), FACTS));
    }

    @Test
    void too_many_actions() {
        List<Action> nine = IntStream.range(0, 9)
                .<Action>mapToObj(i -> new PayFromTreasury(Subject.party("prt_" + i), xts(1)))
                .toList();
        ActionRules.mustBeProposable(nine.subList(0, 8), FACTS);
        assertRefused(GovernanceRefusal.TOO_MANY_ACTIONS, () -> ActionRules.mustBeProposable(nine, FACTS));
    }

    @Test
    void target_twice() {
        proposing(GovernanceRefusal.TARGET_TWICE, pay(1), pay(2));
        proposing(GovernanceRefusal.TARGET_TWICE, HOLD, new OrderAsset(MODEL, Standing.HELD, Standing.LISTED));
        proposing(GovernanceRefusal.TARGET_TWICE, FREEZE, new OrderAccount(WALLET, xts(10), xts(0)));
        proposing(GovernanceRefusal.TARGET_TWICE, FEE, new SetParameter(TREASURY_FEE, 70_000, 1, 9));
    }

    @Test
    void nothing_changes() {
        proposing(GovernanceRefusal.NOTHING_CHANGES, new SetParameter(TREASURY_FEE, 50_000, 50_000, 8));
        proposing(GovernanceRefusal.NOTHING_CHANGES, new OrderAsset(MODEL, Standing.LISTED, Standing.LISTED));
        proposing(GovernanceRefusal.NOTHING_CHANGES, new OrderAccount(WALLET, xts(0), xts(0)));
    }

    @Test
    void amount_not_positive() {
        proposing(GovernanceRefusal.AMOUNT_NOT_POSITIVE, pay(0));
        proposing(GovernanceRefusal.AMOUNT_NOT_POSITIVE, pay(-1));
        ActionRules.mustBeProposable(List.of(pay(1)), FACTS);
    }

    @Test
    void hold_negative() {
        proposing(GovernanceRefusal.HOLD_NEGATIVE, new OrderAccount(WALLET, xts(0), xts(-1)));
    }

    @Test
    void subject_unknown() {
        Subject other = Subject.asset("ast_other");
        proposing(GovernanceRefusal.SUBJECT_UNKNOWN, new OrderAsset(other, Standing.LISTED, Standing.HELD));
        proposing(GovernanceRefusal.SUBJECT_UNKNOWN, new OrderAccount(Subject.account("wal_2"), xts(0), xts(1)));
        proposing(GovernanceRefusal.SUBJECT_UNKNOWN, new PayFromTreasury(PAYEE, new Amount("EUR", 1)));
    }

    @Test
    void before_changed() {
        Facts changed = ActionRules.apply(List.of(HOLD, FREEZE, FEE), FACTS).after();
        for (Action action : List.of(HOLD, FREEZE, FEE)) {
            assertRefused(GovernanceRefusal.BEFORE_CHANGED, () -> ActionRules.apply(List.of(action), changed));
            assertRefused(
                    GovernanceRefusal.BEFORE_CHANGED, () -> ActionRules.mustBeProposable(List.of(action), changed));
        }
        OrderAccount otherCurrency = new OrderAccount(WALLET, new Amount("EUR", 10), new Amount("EUR", 0));
        assertRefused(GovernanceRefusal.BEFORE_CHANGED, () -> ActionRules.apply(List.of(otherCurrency), changed));
    }

    @Test
    void a_parameter_that_changes_in_between_is_compared_where_it_would_hold() {
        Facts scheduled = FACTS.with(FACTS.parameters().change(TREASURY_FEE, 60_000, 9, 7));
        assertEquals(
                60_000,
                ActionRules.apply(List.of(FEE), scheduled).after().parameters().in(9, TREASURY_FEE));
        SetParameter later = new SetParameter(TREASURY_FEE, 50_000, 70_000, 9);
        assertRefused(GovernanceRefusal.BEFORE_CHANGED, () -> ActionRules.apply(List.of(later), scheduled));
    }

    @Test
    void a_change_is_not_scheduled_for_ever_ahead() {
        ActionRules.mustBeProposable(List.of(new SetParameter(TREASURY_FEE, 50_000, 1, 407)), FACTS);
        proposing(GovernanceRefusal.PERIOD_TOO_FAR, new SetParameter(TREASURY_FEE, 50_000, 1, 408));
    }

    @Test
    void what_the_charter_refuses_can_not_be_proposed() {
        proposing(GovernanceRefusal.OUT_OF_BOUNDS, new SetParameter(TREASURY_FEE, 50_000, 200_001, 8));
    }

    @Test
    void funds_missing() {
        Facts poor = FACTS.with("XTS", new Treasury(1_000, 49, 0, new Portion(100_000)));
        ActionRules.mustBeProposable(List.of(pay(50)), poor);
        assertRefused(GovernanceRefusal.FUNDS_MISSING, () -> ActionRules.apply(List.of(pay(50)), poor));
        assertEquals(0, left(ActionRules.apply(List.of(pay(49)), poor)));
    }

    @Test
    void spend_cap_exceeded() {
        assertEquals(900, left(ActionRules.apply(List.of(pay(100)), FACTS)));
        assertRefused(GovernanceRefusal.SPEND_CAP_EXCEEDED, () -> ActionRules.apply(List.of(pay(101)), FACTS));
        Facts spent = ActionRules.apply(List.of(pay(60)), FACTS).after();
        assertRefused(GovernanceRefusal.SPEND_CAP_EXCEEDED, () -> ActionRules.apply(List.of(pay(41)), spent));
        assertEquals(900, left(ActionRules.apply(List.of(pay(40)), spent)));
    }

    @Test
    void payments_of_one_proposal_count_together() {
        PayFromTreasury other = new PayFromTreasury(Subject.party("prt_2"), xts(50));
        assertRefused(GovernanceRefusal.SPEND_CAP_EXCEEDED, () -> ActionRules.apply(List.of(pay(51), other), FACTS));
        assertEquals(900, left(ActionRules.apply(List.of(pay(50), other), FACTS)));
    }

    @Test
    void a_sum_beyond_64_bits_exceeds_every_cap() {
        Facts rich = FACTS.with("XTS", new Treasury(Long.MAX_VALUE, Long.MAX_VALUE, 1, new Portion(1_000_000)));
        assertRefused(
                GovernanceRefusal.SPEND_CAP_EXCEEDED, () -> ActionRules.apply(List.of(pay(Long.MAX_VALUE)), rich));
        assertEquals(1, left(ActionRules.apply(List.of(pay(Long.MAX_VALUE - 1)), rich)));
    }

    @Test
    void an_action_says_whom_it_concerns() {
        assertEquals(Optional.empty(), FEE.concerns());
        assertEquals(Optional.of(PAYEE), pay(1).concerns());
        assertEquals(Optional.of(MODEL), HOLD.concerns());
        assertEquals(Optional.of(WALLET), FREEZE.concerns());
        assertEquals("parameter/treasuryFee", FEE.target());
        assertEquals("payment/XTS/party/prt_1", pay(1).target());
        assertEquals("asset/ast_model", HOLD.target());
        assertEquals("wallet/wal_1", FREEZE.target());
    }

    @Test
    void values_of_another_form_are_broken() {
        assertBroken(() -> new Subject("asset/"));
        assertBroken(() -> new Subject("thing/x"));
        assertBroken(() -> new Amount("xts", 1));
        assertBroken(() -> new OrderAccount(WALLET, xts(0), new Amount("EUR", 1)));
        assertBroken(() -> new Treasury(-1, 0, 0, new Portion(0)));
        assertBroken(() -> new Treasury(0, 0, -1, new Portion(0)));
        assertEquals(0, new Treasury(0, 0, 0, new Portion(0)).opening());
        assertEquals("5 nano XTS", xts(5).toString());
        assertThrows(UnsupportedOperationException.class, () -> FACTS.assets().clear());
    }

    private static long left(Effects effects) {
        return java.util.Objects.requireNonNull(effects.after().treasuries().get("XTS"))
                .available();
    }

    private static void proposing(GovernanceRefusal expected, Action... actions) {
        assertRefused(expected, () -> ActionRules.mustBeProposable(List.of(actions), FACTS));
    }

    private static PayFromTreasury pay(long nano) {
        return new PayFromTreasury(PAYEE, xts(nano));
    }

    private static Amount xts(long nano) {
        return new Amount("XTS", nano);
    }
}
