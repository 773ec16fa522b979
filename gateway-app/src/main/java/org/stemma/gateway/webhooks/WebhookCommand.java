package org.stemma.gateway.webhooks;

import java.util.List;
import java.util.Optional;
import org.stemma.api.Command;
import org.stemma.api.RequestId;

/** What can be asked of webhooks. None of it reaches the ledger. */
sealed interface WebhookCommand extends Command {
    /**
     * A webhook.
     *
     * @param label for people
     * @param types families or types of events; without, all
     * @param after the first event comes after this position; without, what happens from now on
     */
    record Add(
            RequestId request,
            String url,
            Optional<String> label,
            Optional<List<String>> types,
            Optional<String> party,
            Optional<String> asset,
            Optional<String> after)
            implements WebhookCommand {}

    /** Another secret. */
    record Rotate(RequestId request, String id) implements WebhookCommand {}

    record Enable(RequestId request, String id) implements WebhookCommand {}

    record Disable(RequestId request, String id) implements WebhookCommand {}

    /**
     * Exactly one of these.
     *
     * @param after everything after this position once more, in order
     * @param event this one once more, at once
     */
    record Replay(RequestId request, String id, Optional<String> after, Optional<String> event)
            implements WebhookCommand {}
}
