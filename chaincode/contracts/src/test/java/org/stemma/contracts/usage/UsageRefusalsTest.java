package org.stemma.contracts.usage;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.stemma.api.Digest;
import org.stemma.api.GrantId;
import org.stemma.api.Ppm;
import org.stemma.api.license.Presets;
import org.stemma.api.usage.UsageCommand;
import org.stemma.api.usage.UsageLine;
import org.stemma.api.usage.UsageRefusal;
import org.stemma.contracts.story.RoomTest;
import org.stemma.contracts.story.Story;

final class UsageRefusalsTest extends RoomTest {
    private UsageCommand.Report report(UsageLine... lines) {
        return story.report(world.meter, 3, lines);
    }

    private void refused(UsageRefusal reason, UsageCommand.Report report) {
        refused(reason, Story.LAB_METER, "usage:report", report);
    }

    private UsageLine line(long events, long units, Instant from, Instant until) {
        return new UsageLine(world.grant, events, units, from, until);
    }

    @Test
    void sequence_used() {
        refused(UsageRefusal.SEQUENCE_USED, story.report(world.meter, 2, story.line(world.grant, 5)));
    }

    @Test
    void signature_invalid() {
        UsageCommand.Report signed = report(story.line(world.grant, 5));
        for (String signature : List.of("", "AAAA", "!", story.sign("something else"))) {
            refused(
                    UsageRefusal.SIGNATURE_INVALID,
                    new UsageCommand.Report(
                            signed.request(), signed.meter(), signed.sequence(), signed.lines(), signature));
        }
        // The signature of one report is not that of another.
        UsageCommand.Report other = story.report(world.meter, 4, story.line(world.grant, 5));
        refused(
                UsageRefusal.SIGNATURE_INVALID,
                new UsageCommand.Report(signed.request(), signed.meter(), 3, other.lines(), other.signature()));
    }

    @Test
    void lines_out_of_bounds() {
        refused(UsageRefusal.LINES_OUT_OF_BOUNDS, report());
        UsageLine line = story.line(world.grant, 1);
        UsageLine[] most = Collections.nCopies(200, line).toArray(UsageLine[]::new);
        accepted(Story.LAB_METER, "usage:report", report(most));
        refused(
                UsageRefusal.LINES_OUT_OF_BOUNDS,
                report(Collections.nCopies(201, line).toArray(UsageLine[]::new)));
    }

    @Test
    void units_invalid() {
        Instant at = world.network.now();
        for (long[] odd : new long[][] {{0, 1}, {1, 0}, {-1, 5}, {2, 1}, {1, -1}, {1, (1L << 50) + 1}}) {
            refused(UsageRefusal.UNITS_INVALID, report(line(odd[0], odd[1], at, at)));
        }
    }

    @Test
    void times_invalid() {
        Instant now = world.network.now();
        refused(UsageRefusal.TIMES_INVALID, report(line(1, 1, now, now.plusMillis(1))));
        refused(UsageRefusal.TIMES_INVALID, report(line(1, 1, now, now.minusMillis(1))));
        refused(UsageRefusal.TIMES_INVALID, report(line(1, 1, now.minusSeconds(10), now)));
        accepted(Story.LAB_METER, "usage:report", report(line(1, 1, now, now)));
    }

    @Test
    void too_old() {
        Instant first = world.grantNow(world.grant).validFrom();
        refused(UsageRefusal.TOO_OLD, report(line(1, 1, first, first)));
        Instant oldest = story.charter().endOf(story.charter().lastEpochOf(story.period() - 3));
        accepted(Story.LAB_METER, "usage:report", report(line(1, 1, oldest, oldest)));
        Instant older = oldest.minusMillis(1);
        refused(UsageRefusal.TOO_OLD, report(line(1, 1, older, older)));
    }

    @Test
    void request_misnamed() {
        UsageCommand.Report signed = report(story.line(world.grant, 5));
        for (String request : List.of("other", world.meter + ".4")) {
            refused(
                    UsageRefusal.REQUEST_MISNAMED,
                    new UsageCommand.Report(
                            new org.stemma.api.RequestId(request),
                            signed.meter(),
                            signed.sequence(),
                            signed.lines(),
                            signed.signature()));
        }
        refused(UsageRefusal.REQUEST_MISNAMED, story.report(world.meter, -1, story.line(world.grant, 5)));
    }

    @Test
    void not_metered() {
        Digest once =
                story.offer(Story.LAB_OWNER, world.model, Presets.trainPriced(Story.xts("1"), Ppm.ZERO), world.meter);
        GrantId grant = new GrantId(submit(
                Story.STUDIO_BUYER,
                "license:buyGrant",
                story.purchase(world.studio, world.model, once, world.wallet, "1", "0", world.meter)));
        world.network.pass(Duration.ofMillis(5));
        refused(UsageRefusal.NOT_METERED, report(story.line(grant, 1)));
    }
}
