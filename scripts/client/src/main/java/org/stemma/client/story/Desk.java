package org.stemma.client.story;

import com.google.gson.JsonObject;
import java.time.Duration;
import java.util.function.Supplier;
import org.stemma.client.gateway.Body;
import org.stemma.client.gateway.Gateway;
import org.stemma.client.gateway.Json;
import org.stemma.client.gateway.RefusedCall;
import org.stemma.client.gateway.UnreachableException;

/**
 * Writes with patience. Each step has a request id of its own, so that a story that was broken off goes on where it
 * stopped: what was done is answered, not done again.
 */
final class Desk {
    private static final String PREFIX = "story:";
    private static final int ABSENT = 404;
    private static final int UNAVAILABLE = 503;
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration PAUSE = Duration.ofMillis(250);

    private Desk() {}

    static JsonObject write(Gateway gateway, String path, String request, Body body) {
        return patiently(() -> gateway.post(path, PREFIX + request, body.members()));
    }

    /** A meter's report, whose request id is fixed by its number. */
    static JsonObject report(Gateway gateway, String path, String request, Body body) {
        return patiently(() -> gateway.post(path, request, body.members()));
    }

    static String id(Gateway gateway, String path, String request, Body body) {
        return Json.text(write(gateway, path, request, body), "id");
    }

    /** Waits for a peer that lags behind: what another member has just committed may not be there yet. */
    static <T> T patiently(Supplier<T> call) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                return call.get();
            } catch (RefusedCall e) {
                if (!isPassing(e) || System.nanoTime() > deadline) {
                    throw e;
                }
            } catch (UnreachableException e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
            }
            pause(PAUSE);
        }
    }

    /** A key, too, is unknown to a gateway until its peer has the block. */
    private static boolean isPassing(RefusedCall refusal) {
        return refusal.status() == ABSENT
                || refusal.status() == UNAVAILABLE
                || refusal.code().equals("license.key_unknown");
    }

    static void pause(Duration time) {
        try {
            Thread.sleep(Math.max(0, time.toMillis()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoryException("interrupted", e);
        }
    }
}
