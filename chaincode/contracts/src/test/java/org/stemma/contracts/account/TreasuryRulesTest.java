package org.stemma.contracts.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.stemma.api.Money;
import org.stemma.api.account.Treasury;
import org.stemma.contracts.story.Story;

final class TreasuryRulesTest {
    private static final Money NONE = Story.xts("0");

    private static Treasury treasury(String balance, long period) {
        return new Treasury(Story.XTS, Story.xts(balance), period, Story.xts("3"), Story.xts("1"));
    }

    @Test
    void a_later_period_opens_with_what_is_there() {
        Treasury later = TreasuryRules.in(treasury("5", 3), 7);
        assertEquals(new Treasury(Story.XTS, Story.xts("5"), 7, Story.xts("5"), NONE), later);
    }

    @Test
    void a_period_that_is_over_never_comes_back() {
        assertEquals(treasury("5", 3), TreasuryRules.in(treasury("5", 3), 3));
        assertEquals(treasury("5", 3), TreasuryRules.in(treasury("5", 3), 2));
    }

    @Test
    void no_more_is_paid_than_is_there() {
        Treasury paid = TreasuryRules.pay(treasury("5", 3), Story.xts("4"));
        assertEquals(new Treasury(Story.XTS, Story.xts("1"), 3, Story.xts("3"), Story.xts("5")), paid);
        assertThrows(IllegalStateException.class, () -> TreasuryRules.pay(treasury("5", 3), Story.xts("6")));
        assertThrows(IllegalStateException.class, () -> TreasuryRules.pay(treasury("5", 3), NONE));
    }
}
