package org.stemma.contracts.license;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.stemma.api.Digest;
import org.stemma.api.GrantId;
import org.stemma.api.MeterId;
import org.stemma.api.Money;
import org.stemma.api.Ppm;
import org.stemma.api.WalletId;
import org.stemma.api.asset.Asset;
import org.stemma.api.asset.AssetVersion;
import org.stemma.api.license.Authorization;
import org.stemma.api.license.LicenseCommand;
import org.stemma.api.license.LicenseRefusal;
import org.stemma.api.license.Presets;
import org.stemma.api.license.Terms;
import org.stemma.contracts.story.RoomTest;
import org.stemma.contracts.story.Story;

final class LicenseRefusalsTest extends RoomTest {
    private LicenseCommand.BuyGrant purchase(Digest terms, String maxFee, MeterId... meters) {
        return story.purchase(world.studio, world.model, terms, world.wallet, maxFee, "10", meters);
    }

    private Authorization.Question question(GrantId grant, long units) {
        return new Authorization.Question(
                grant, world.model, world.meter, Terms.Action.INFER, Terms.Purpose.COMMERCIAL, units);
    }

    private void unauthorized(LicenseRefusal reason, Authorization.Question question) {
        refused(reason, Story.LAB_METER, "license:authorize", question);
    }

    private LicenseCommand.Offer offer(Terms terms, MeterId... meters) {
        return new LicenseCommand.Offer(request(), world.model, terms, List.of(meters));
    }

    private static Terms terms(Map<Terms.Action, Terms.Permission> actions, Terms.Price price) {
        return new Terms("Terms", actions, List.of(), price, Optional.empty(), Optional.empty(), Ppm.ZERO, false);
    }

    @Test
    void not_offered() {
        refused(
                LicenseRefusal.NOT_OFFERED,
                Story.STUDIO_BUYER,
                "license:buyGrant",
                purchase(world.train, "0", world.meter));
        LicenseCommand.WithdrawOffer withdraw = new LicenseCommand.WithdrawOffer(request(), world.model, world.perByte);
        submit(Story.LAB_OWNER, "license:withdrawOffer", withdraw);
        refused(
                LicenseRefusal.NOT_OFFERED,
                Story.STUDIO_BUYER,
                "license:buyGrant",
                purchase(world.perByte, "0", world.meter));
        refused(
                LicenseRefusal.NOT_OFFERED,
                Story.LAB_OWNER,
                "license:withdrawOffer",
                new LicenseCommand.WithdrawOffer(request(), world.model, world.perByte));
        // Grants that exist go on.
        accepted(Story.LAB_METER, "license:authorize", question(world.grant, 1));
    }

    @Test
    void terms_invalid() {
        Map<Terms.Action, Terms.Permission> allow = Map.of(Terms.Action.INFER, Terms.Permission.ALLOW);
        Map<Terms.Action, Terms.Permission> priced = Map.of(Terms.Action.INFER, Terms.Permission.PRICED);
        Terms.Price free = new Terms.Price.Free();
        Money one = Story.xts("1");
        Money none = Story.xts("0");
        Terms.Unit unit = Terms.Unit.TOKEN;
        for (Terms wrong : List.of(
                terms(Map.of(), free),
                terms(Map.of(Terms.Action.INFER, Terms.Permission.DENY), free),
                terms(priced, free),
                terms(allow, new Terms.Price.OneTime(none)),
                terms(allow, new Terms.Price.OneTime(Story.xts("-1"))),
                terms(allow, new Terms.Price.OneTime(Money.of("XXX", "1"))),
                terms(allow, new Terms.Price.PerUnit(none, none, 1, unit)),
                terms(allow, new Terms.Price.PerUnit(Story.xts("-1"), one, 1, unit)),
                terms(allow, new Terms.Price.PerUnit(none, Story.xts("-1"), 1, unit)),
                terms(allow, new Terms.Price.PerUnit(none, Money.of("XXX", "1"), 1, unit)),
                terms(allow, new Terms.Price.PerUnit(none, one, 0, unit)),
                terms(allow, new Terms.Price.PerUnit(none, one, 1_000_000_000_001L, unit)),
                bounded(allow, List.of(), Optional.of(0L), Optional.empty()),
                bounded(allow, List.of(), Optional.of(1L << 40), Optional.empty()),
                bounded(allow, List.of(), Optional.empty(), Optional.of(0L)),
                bounded(allow, List.of(), Optional.empty(), Optional.of(1L << 51)),
                bounded(
                        allow,
                        List.of(Terms.Purpose.ACADEMIC, Terms.Purpose.ACADEMIC),
                        Optional.empty(),
                        Optional.empty()))) {
            refused(LicenseRefusal.TERMS_INVALID, Story.LAB_OWNER, "license:offer", offer(wrong, world.meter));
        }
    }

    private static Terms bounded(
            Map<Terms.Action, Terms.Permission> actions,
            List<Terms.Purpose> purposes,
            Optional<Long> seconds,
            Optional<Long> quota) {
        Terms.Price price = new Terms.Price.PerUnit(Story.xts("0"), Story.xts("1"), 1, Terms.Unit.CALL);
        return new Terms("Terms", actions, purposes, price, seconds, quota, Ppm.ZERO, false);
    }

    @Test
    void too_many_offers() {
        for (int i = 1; i < 32; i++) {
            story.offer(Story.LAB_OWNER, world.model, Presets.trainFree(new Ppm(i)));
        }
        refused(
                LicenseRefusal.TOO_MANY_OFFERS,
                Story.LAB_OWNER,
                "license:offer",
                offer(Presets.trainFree(new Ppm(32))));
        // The same terms again are no further offer.
        accepted(Story.LAB_OWNER, "license:offer", offer(Presets.trainFree(new Ppm(31))));
    }

    @Test
    void too_many_meters() {
        MeterId[] many = new MeterId[17];
        for (int i = 0; i < many.length; i++) {
            many[i] = story.meter();
        }
        refused(
                LicenseRefusal.TOO_MANY_METERS,
                Story.LAB_OWNER,
                "license:offer",
                offer(Story.perByte("2", 1, 1), many));
    }

    @Test
    void meter_twice() {
        MeterId[] twice = {world.meter, world.meter};
        refused(
                LicenseRefusal.METER_TWICE,
                Story.STUDIO_BUYER,
                "license:buyGrant",
                purchase(world.perByte, "0", twice));
    }

    @Test
    void fee_above_max() {
        Digest priced = story.offer(Story.LAB_OWNER, world.model, Presets.trainPriced(Story.xts("5"), Ppm.ZERO));
        refused(LicenseRefusal.FEE_ABOVE_MAX, Story.STUDIO_BUYER, "license:buyGrant", purchase(priced, "4.999999999"));
        accepted(Story.STUDIO_BUYER, "license:buyGrant", purchase(priced, "5"));
    }

    @Test
    void wallet_needed() {
        LicenseCommand.BuyGrant asked = purchase(world.perByte, "0", world.meter);
        refused(
                LicenseRefusal.WALLET_NEEDED,
                Story.STUDIO_BUYER,
                "license:buyGrant",
                new LicenseCommand.BuyGrant(
                        asked.request(),
                        asked.licensee(),
                        asked.asset(),
                        asked.version(),
                        asked.terms(),
                        asked.purpose(),
                        Optional.<WalletId>empty(),
                        asked.maxFee(),
                        asked.prepay(),
                        asked.lowMark(),
                        asked.meters(),
                        asked.folds()));
    }

    @Test
    void meter_needed() {
        refused(LicenseRefusal.METER_NEEDED, Story.STUDIO_BUYER, "license:buyGrant", purchase(world.perByte, "0"));
        refused(LicenseRefusal.METER_NEEDED, Story.LAB_OWNER, "license:offer", offer(Story.perByte("2", 1, 1)));
    }

    @Test
    void meter_not_agreed() {
        MeterId other = story.meter();
        refused(
                LicenseRefusal.METER_NOT_AGREED,
                Story.STUDIO_BUYER,
                "license:buyGrant",
                purchase(world.perByte, "0", world.meter, other));
    }

    @Test
    void grant_unknown() {
        unauthorized(LicenseRefusal.GRANT_UNKNOWN, question(new GrantId("grt_0"), 1));
    }

    @Test
    void grant_foreign() {
        refused(
                LicenseRefusal.GRANT_FOREIGN,
                Story.LAB_BUYER,
                "license:closeGrant",
                new LicenseCommand.CloseGrant(request(), world.grant));
        refused(
                LicenseRefusal.GRANT_FOREIGN,
                Story.LAB_BUYER,
                "license:addKey",
                new LicenseCommand.AddKey(request(), world.grant, Digest.of("x")));
        refused(
                LicenseRefusal.GRANT_FOREIGN,
                Story.LAB_BUYER,
                "license:releaseLanes",
                new LicenseCommand.ReleaseLanes(request(), world.old));
    }

    @Test
    void a_share_that_no_derived_asset_could_give_is_not_offered() {
        refused(
                LicenseRefusal.TERMS_INVALID,
                Story.ARCHIVE_OWNER,
                "license:offer",
                new LicenseCommand.Offer(request(), world.data, Presets.trainFree(new Ppm(600_001)), List.of()));
        accepted(
                Story.ARCHIVE_OWNER,
                "license:offer",
                new LicenseCommand.Offer(request(), world.data, Presets.trainFree(new Ppm(600_000)), List.of()));
    }

    @Test
    void grant_closed() {
        unauthorized(LicenseRefusal.GRANT_CLOSED, question(world.old, 1));
        refused(
                LicenseRefusal.GRANT_CLOSED,
                Story.STUDIO_BUYER,
                "license:closeGrant",
                new LicenseCommand.CloseGrant(request(), world.old));
        refused(
                LicenseRefusal.GRANT_CLOSED,
                Story.STUDIO_BUYER,
                "license:addKey",
                new LicenseCommand.AddKey(request(), world.old, Digest.of("x")));
    }

    @Test
    void grant_suspended() {
        // 200 were prepaid, 97.001 are used.
        world.report(3, 103_000);
        unauthorized(LicenseRefusal.GRANT_SUSPENDED, question(world.grant, 1));
    }

    @Test
    void expired() {
        Digest brief = story.offer(Story.LAB_OWNER, world.model, Story.perByte("1", 1000, 7), world.meter);
        GrantId grant = world.buy(brief, "1", world.meter);
        world.network.pass(Duration.ofMillis(6_999));
        accepted(Story.LAB_METER, "license:authorize", question(grant, 1));
        world.network.pass(Duration.ofMillis(1));
        unauthorized(LicenseRefusal.EXPIRED, question(grant, 1));
        refused(
                LicenseRefusal.EXPIRED,
                Story.STUDIO_BUYER,
                "license:addKey",
                new LicenseCommand.AddKey(request(), grant, Digest.of("x")));
    }

    @Test
    void other_asset() {
        unauthorized(
                LicenseRefusal.OTHER_ASSET,
                new Authorization.Question(
                        world.grant, world.data, world.meter, Terms.Action.INFER, Terms.Purpose.COMMERCIAL, 1));
    }

    @Test
    void action_denied() {
        for (Terms.Action action : List.of(Terms.Action.TRAIN, Terms.Action.DISTIL, Terms.Action.REDISTRIBUTE)) {
            unauthorized(
                    LicenseRefusal.ACTION_DENIED,
                    new Authorization.Question(
                            world.grant, world.model, world.meter, action, Terms.Purpose.COMMERCIAL, 1));
        }
    }

    @Test
    void purpose_denied() {
        // The terms serve evaluation too, but the grant was bought for commerce: both must allow it.
        for (Terms.Purpose purpose : List.of(Terms.Purpose.ACADEMIC, Terms.Purpose.EVALUATION)) {
            unauthorized(
                    LicenseRefusal.PURPOSE_DENIED,
                    new Authorization.Question(world.grant, world.model, world.meter, Terms.Action.INFER, purpose, 1));
        }
        Digest academic = story.offer(Story.LAB_OWNER, world.model, Presets.academicFree());
        refused(LicenseRefusal.PURPOSE_DENIED, Story.STUDIO_BUYER, "license:buyGrant", purchase(academic, "0"));
        GrantId grant =
                story.freeGrant(Story.STUDIO_BUYER, world.studio, world.model, academic, Terms.Purpose.ACADEMIC);
        unauthorized(LicenseRefusal.PURPOSE_DENIED, question(grant, 1));
        accepted(
                Story.LAB_METER,
                "license:authorize",
                new Authorization.Question(
                        grant, world.model, world.meter, Terms.Action.INFER, Terms.Purpose.ACADEMIC, 1));
    }

    @Test
    void quota_exceeded() {
        Digest few = story.offer(Story.LAB_OWNER, world.model, Story.perByte("0.001", 1000, 1000), world.meter);
        GrantId grant = world.buy(few, "100", world.meter);
        accepted(Story.LAB_METER, "license:authorize", question(grant, 1000));
        unauthorized(LicenseRefusal.QUOTA_EXCEEDED, question(grant, 1001));
        world.network.pass(Duration.ofMillis(10));
        refused(
                LicenseRefusal.QUOTA_EXCEEDED,
                Story.LAB_METER,
                "usage:report",
                story.report(world.meter, 3, story.line(grant, 1001)));
    }

    @Test
    void funds_exhausted() {
        // 200 were prepaid, 97.001 are used, 1 for every 1000.
        accepted(Story.LAB_METER, "license:authorize", question(world.grant, 102_999));
        unauthorized(LicenseRefusal.FUNDS_EXHAUSTED, question(world.grant, 103_000));
    }

    @Test
    void meter_not_named() {
        MeterId other = story.meter();
        unauthorized(
                LicenseRefusal.METER_NOT_NAMED,
                new Authorization.Question(
                        world.grant, world.model, other, Terms.Action.INFER, Terms.Purpose.COMMERCIAL, 1));
        refused(
                LicenseRefusal.METER_NOT_NAMED,
                Story.LAB_METER,
                "usage:report",
                story.report(other, 1, story.line(world.grant, 1)));
    }

    @Test
    void key_unknown() {
        refused(
                LicenseRefusal.KEY_UNKNOWN,
                Story.STUDIO_BUYER,
                "license:revokeKey",
                new LicenseCommand.RevokeKey(request(), world.grant, Digest.of("never added")));
        refused(
                LicenseRefusal.KEY_UNKNOWN,
                Story.STUDIO_BUYER,
                "license:revokeKey",
                new LicenseCommand.RevokeKey(request(), world.old, org.stemma.contracts.story.World.KEY));
    }

    @Test
    void key_used() {
        refused(
                LicenseRefusal.KEY_USED,
                Story.STUDIO_BUYER,
                "license:addKey",
                new LicenseCommand.AddKey(request(), world.grant, org.stemma.contracts.story.World.KEY));
    }

    @Test
    void no_grant_for_parent() {
        // Of another party, of another asset, for another action.
        refusedDerivation(derive(Asset.Kind.MODEL, world.research, world.licence));
        refusedDerivation(derive(Asset.Kind.MODEL, world.lab, world.grant));
        Digest academic = story.offer(Story.ARCHIVE_OWNER, world.data, Presets.academicFree());
        GrantId reading = story.freeGrant(Story.LAB_BUYER, world.lab, world.data, academic, Terms.Purpose.ACADEMIC);
        refusedDerivation(derive(Asset.Kind.MODEL, world.lab, reading));
    }

    private void refusedDerivation(LicenseCommand.RegisterDerived command) {
        refused(LicenseRefusal.NO_GRANT_FOR_PARENT, Story.LAB_OWNER, "license:registerDerived", command);
    }

    private LicenseCommand.RegisterDerived derive(Asset.Kind kind, org.stemma.api.PartyId owner, GrantId grant) {
        return new LicenseCommand.RegisterDerived(
                request(),
                kind,
                "Derived",
                owner,
                Story.content("d"),
                List.of(),
                List.of(new AssetVersion.Parent(world.data, 1, grant)));
    }

    @Test
    void lanes_in_use() {
        refused(
                LicenseRefusal.LANES_IN_USE,
                Story.STUDIO_BUYER,
                "license:releaseLanes",
                new LicenseCommand.ReleaseLanes(request(), world.grant));
        submit(Story.STUDIO_BUYER, "license:closeGrant", new LicenseCommand.CloseGrant(request(), world.grant));
        for (int i = 0; i < 2; i++) {
            story.closePeriod();
        }
        refused(
                LicenseRefusal.LANES_IN_USE,
                Story.LAB_BUYER,
                "license:releaseLanes",
                new LicenseCommand.ReleaseLanes(request(), world.licence));
    }

    @Test
    void lanes_released() {
        submit(Story.STUDIO_BUYER, "license:releaseLanes", new LicenseCommand.ReleaseLanes(request(), world.old));
        refused(
                LicenseRefusal.LANES_RELEASED,
                Story.STUDIO_BUYER,
                "license:releaseLanes",
                new LicenseCommand.ReleaseLanes(request(), world.old));
    }
}
