package org.stemma.gateway.web;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import org.stemma.api.account.AccountRefusal;
import org.stemma.api.batch.BatchRefusal;
import org.stemma.api.governance.GovernanceRefusal;
import org.stemma.gateway.GatewayRefusal;

/**
 * How long whoever met a limit does well to wait. Each refusal of the category LIMIT is here, with the reason why waiting
 * helps; what no waiting changes is of another category.
 */
final class Waits {
    /** A fact that tells from which time on the limit is another one. */
    static final String AGAIN = "again";

    private static final long DEFAULT_SECONDS = 5;
    private static final long MOST_SECONDS = 86_400;

    /** By their codes; those of the ledger change with the day or the period, those of the gateway in a moment. */
    static final Map<String, Long> SECONDS = Map.of(
            // The next day has its own cap: the fact says when it begins.
            AccountRefusal.DAILY_CAP.code(), 3600L,
            // The next period has its own cap.
            GovernanceRefusal.SPEND_CAP_EXCEEDED.code(), 3600L,
            // Alone or in another batch it has room.
            BatchRefusal.TOO_MUCH.code(), 1L,
            // Tokens come back all the time; the filter knows better when.
            GatewayRefusal.RATE_LIMITED.code(), 1L,
            // Others' writes and completions end.
            GatewayRefusal.BUSY.code(), 1L,
            // Streams end by themselves.
            GatewayRefusal.TOO_MANY_STREAMS.code(), 5L,
            // A dump ends.
            GatewayRefusal.DUMP_RUNNING.code(), 5L);

    private Waits() {}

    /** Whole seconds, at least one and at most a day. */
    static String seconds(String code, Map<String, String> facts, Instant now) {
        long wait = SECONDS.getOrDefault(code, DEFAULT_SECONDS);
        String again = facts.get(AGAIN);
        if (again != null) {
            wait = until(again, now, wait);
        }
        return Long.toString(Math.max(1, Math.min(MOST_SECONDS, wait)));
    }

    private static long until(String again, Instant now, long otherwise) {
        try {
            return Instant.parse(again).getEpochSecond() - now.getEpochSecond() + 1;
        } catch (DateTimeException e) {
            // Facts come from the ledger, whose version may be another.
            return otherwise;
        }
    }
}
