package org.stemma.gateway.upkeep;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.stemma.gateway.health.Lag;
import org.stemma.gateway.readmodel.Rebuild;
import org.stemma.gateway.readmodel.Rebuilder;

/**
 * How far the read model is.
 *
 * @param format of what its tables hold
 * @param height how many blocks it has
 * @param ledgerHeight how many the own peer has; absent while that does not answer
 * @param secondsBehind for how long the oldest block that is missing here has been known
 * @param rebuild the one that runs, or the last one since this gateway was started
 */
record ReadModelView(
        int format,
        long height,
        Optional<Long> ledgerHeight,
        long blocksBehind,
        long secondsBehind,
        Optional<RebuildView> rebuild) {
    /**
     * A rebuild.
     *
     * @param height how many blocks the new tables have
     * @param blocksPerSecond on the average, as all the rates
     * @param why what it stands still for, at the moment
     */
    record RebuildView(
            Rebuild.State state,
            String cause,
            long height,
            Instant startedAt,
            Optional<Instant> finishedAt,
            long blocksPerSecond,
            long transactionsPerSecond,
            Optional<String> why) {
        static RebuildView of(Rebuild rebuild, Instant now) {
            return new RebuildView(
                    rebuild.state(),
                    rebuild.cause(),
                    rebuild.height(),
                    rebuild.startedAt().truncatedTo(ChronoUnit.MILLIS),
                    rebuild.finishedAt().map(at -> at.truncatedTo(ChronoUnit.MILLIS)),
                    rebuild.blocksPerSecond(now),
                    rebuild.transactionsPerSecond(now),
                    rebuild.why());
        }
    }

    static ReadModelView of(Rebuilder rebuilder, Lag.Seen seen, Instant now) {
        return new ReadModelView(
                rebuilder.format(),
                seen.height(),
                seen.ledgerHeight(),
                seen.blocksBehind(),
                seen.behind().toSeconds(),
                rebuilder.latest().map(rebuild -> RebuildView.of(rebuild, now)));
    }
}
