package org.stemma.contracts.license;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.stemma.api.Money;
import org.stemma.api.Refusal;
import org.stemma.api.Refused;
import org.stemma.api.account.AccountRefusal;
import org.stemma.api.license.Grant;
import org.stemma.api.license.LicenseCommand;
import org.stemma.api.license.LicenseRefusal;
import org.stemma.api.license.Terms;
import org.stemma.api.usage.UsageRefusal;
import org.stemma.contracts.story.RoomTest;
import org.stemma.contracts.story.Story;

final class LicenseRulesTest extends RoomTest {
    private static final Terms.Price.PerUnit PRICE =
            new Terms.Price.PerUnit(Story.xts("0"), Story.xts("1"), 3, Terms.Unit.CALL);

    private static void refuses(Refusal reason, Executable law) {
        assertEquals(reason, assertThrows(Refused.class, law).refusal());
    }

    @Test
    void a_grant_is_never_closed_before_it_began() {
        Grant grant = world.grantNow(world.grant);
        Instant began = grant.validFrom();
        assertEquals(
                Optional.of(began),
                LicenseRules.close(grant, began.minusMillis(1)).closedAt());
        assertEquals(
                Optional.of(began.plusMillis(1)),
                LicenseRules.close(grant, began.plusMillis(1)).closedAt());
    }

    @Test
    void a_grant_is_in_force_from_its_purchase_until_its_end() {
        Grant grant = world.grantNow(world.grant);
        LicenseRules.mustBeInForce(grant, grant.validFrom());
        refuses(
                LicenseRefusal.EXPIRED,
                () -> LicenseRules.mustBeInForce(grant, grant.validFrom().minusMillis(1)));
        Instant end = grant.validUntil().orElseThrow();
        LicenseRules.mustBeInForce(grant, end.minusMillis(1));
        refuses(LicenseRefusal.EXPIRED, () -> LicenseRules.mustBeInForce(grant, end));
        LicenseRules.mustBeInForce(world.grantNow(world.licence), end.plusSeconds(1_000_000));
    }

    @Test
    void units_are_covered_by_quota_and_funds_both() {
        LicenseRules.mustCover(new Terms.Price.Free(), 1, Optional.empty(), Optional.empty());
        LicenseRules.mustCover(PRICE, 3, Optional.of(3L), Optional.of(Story.xts("1")));
        refuses(UsageRefusal.UNITS_INVALID, () -> LicenseRules.mustCover(PRICE, 0, Optional.empty(), Optional.empty()));
        refuses(
                LicenseRefusal.QUOTA_EXCEEDED,
                () -> LicenseRules.mustCover(PRICE, 3, Optional.of(2L), Optional.of(Story.xts("9"))));
        refuses(
                LicenseRefusal.FUNDS_EXHAUSTED,
                () -> LicenseRules.mustCover(PRICE, 3, Optional.of(9L), Optional.empty()));
    }

    @Test
    void a_low_mark_below_zero_is_refused() {
        LicenseCommand.BuyGrant asked =
                story.purchase(world.studio, world.model, world.perByte, world.wallet, "0", "1", world.meter);
        refuses(
                AccountRefusal.AMOUNT_NOT_POSITIVE,
                () -> LicenseRules.bill(
                        new LicenseCommand.BuyGrant(
                                asked.request(),
                                asked.licensee(),
                                asked.asset(),
                                asked.version(),
                                asked.terms(),
                                asked.purpose(),
                                asked.wallet(),
                                asked.maxFee(),
                                asked.prepay(),
                                Optional.of(Story.xts("-1")),
                                asked.meters(),
                                asked.folds()),
                        PRICE));
        assertEquals(Money.zero(Story.XTS), LicenseRules.feeOf(PRICE, Story.xts("0")));
    }
}
