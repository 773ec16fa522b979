package org.stemma.contracts.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.stemma.api.Codec;
import org.stemma.api.Digest;
import org.stemma.api.Document;
import org.stemma.api.Drawer;
import org.stemma.api.GrantId;
import org.stemma.api.MeterId;
import org.stemma.api.Ppm;
import org.stemma.api.license.Grant;
import org.stemma.api.license.LicenseCommand;
import org.stemma.api.license.Presets;
import org.stemma.api.license.Terms;
import org.stemma.contracts.testing.TestIdentity;

/** What the two most frequent transactions ask of a peer. Each call is a round trip: one more is a decision. */
final class StateCallsTest extends RoomTest {
    private final Digest once =
            story.offer(Story.LAB_OWNER, world.model, Presets.trainPriced(Story.xts("1"), Ppm.ZERO));

    /** Credits beside the wallet would be folded, each with a get and a delete more. */
    @BeforeEach
    void no_credits_are_left() {
        submit(Story.STUDIO_BUYER, "license:buyGrant", purchase(once, "1", "0"));
    }

    private LicenseCommand.BuyGrant purchase(Digest terms, String maxFee, String prepay, MeterId... meters) {
        return story.purchase(world.studio, world.model, terms, world.wallet, maxFee, prepay, meters);
    }

    private String calls(TestIdentity by, String function, Document command) {
        return world.network.endorse(by, function, Codec.encode(command)).calls();
    }

    /** Charter, epoch, grant, head, terms and wallet; wallet, receipt and grant. The charter says that there are no orders. */
    @Test
    void a_purchase_for_a_fee() {
        assertEquals(
                "6 gets, 3 puts, 0 policies, 0 ranges",
                calls(Story.STUDIO_BUYER, "license:buyGrant", purchase(once, "1", "0")));
    }

    /** The meter, whose key the grant keeps; a purse and a lane instead of a receipt. */
    @Test
    void a_prepaid_purchase() {
        assertEquals(
                "7 gets, 4 puts, 0 policies, 0 ranges",
                calls(Story.STUDIO_BUYER, "license:buyGrant", purchase(world.perByte, "0", "10", world.meter)));
    }

    /** Charter, epoch, report, grant and lane; lane, receipt and report. */
    @Test
    void a_report_whose_lane_is_full_enough() {
        GrantId grant = new GrantId(
                submit(Story.STUDIO_BUYER, "license:buyGrant", purchase(world.perByte, "0", "100", world.meter)));
        world.network.pass(Duration.ofMillis(2));
        assertEquals(
                "5 gets, 3 puts, 0 policies, 0 ranges",
                calls(Story.LAB_METER, "usage:report", story.report(world.meter, 9, story.line(grant, 1000))));
    }

    /** The purse is read and written when it fills the lane. */
    @Test
    void a_report_whose_lane_is_filled() {
        GrantId grant = new GrantId(
                submit(Story.STUDIO_BUYER, "license:buyGrant", purchase(world.perByte, "0", "100", world.meter)));
        world.network.pass(Duration.ofMillis(2));
        assertEquals(
                "6 gets, 4 puts, 0 policies, 0 ranges",
                calls(Story.LAB_METER, "usage:report", story.report(world.meter, 9, story.line(grant, 15_000))));
    }

    /** Its meter's own record has the key, and is read. */
    @Test
    void a_report_under_a_grant_of_before_meters_keys_were_kept() {
        GrantId id = new GrantId(
                submit(Story.STUDIO_BUYER, "license:buyGrant", purchase(world.perByte, "0", "100", world.meter)));
        String kept = written(id);
        String before = kept.replaceAll("\"meterKeys\":\\[.*?],", "");
        assertNotEquals(kept, before);
        world.network.put(Drawer.GRANT, Codec.decode(before, Grant.class), id);
        world.network.pass(Duration.ofMillis(2));
        assertEquals(
                "6 gets, 3 puts, 0 policies, 0 ranges",
                calls(Story.LAB_METER, "usage:report", story.report(world.meter, 9, story.line(id, 1000))));
    }

    private String written(GrantId id) {
        return Objects.requireNonNull(
                world.network.ledger().all(Drawer.GRANT.key(id)).get(Drawer.GRANT.key(id)));
    }

    @Test
    void a_grant_keeps_the_price_that_was_quoted() {
        GrantId id = new GrantId(submit(Story.STUDIO_BUYER, "license:buyGrant", purchase(once, "1", "0")));
        Grant grant = Codec.decode(written(id), Grant.class);
        assertEquals(Optional.of(new Terms.Price.OneTime(Story.xts("1"))), grant.price());
    }

    @Test
    void a_grant_without_meters_and_prepayment_has_no_purse_and_closes() {
        GrantId id = new GrantId(submit(Story.STUDIO_BUYER, "license:buyGrant", purchase(once, "1", "0")));
        assertTrue(world.network.ledger().all(Drawer.PURSE.key(id)).isEmpty());
        submit(Story.STUDIO_BUYER, "license:closeGrant", new LicenseCommand.CloseGrant(story.request(), id));
        assertTrue(world.network.ledger().all(Drawer.PURSE.key(id)).isEmpty());
    }
}
