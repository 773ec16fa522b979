package org.stemma.gateway.webhooks;

import static org.stemma.gateway.security.Allowed.Who.ROLES;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.stemma.api.MalformedException;
import org.stemma.api.member.Role;
import org.stemma.gateway.readmodel.Page;
import org.stemma.gateway.security.Allowed;
import org.stemma.gateway.web.Numbers;
import org.stemma.gateway.web.Paging;
import org.stemma.gateway.web.Paging.Listing;
import org.stemma.gateway.web.Write;
import org.stemma.gateway.web.Writes;

/** Webhooks of this gateway. */
@RestController
class WebhookController {
    private final Webhooks webhooks;
    private final WebhookSecrets secrets;

    WebhookController(Webhooks webhooks, WebhookSecrets secrets) {
        this.webhooks = webhooks;
        this.secrets = secrets;
    }

    /** The answer that shows a secret, once more only to the same request. */
    record ShownSecret(String id, String url, String secret, Optional<java.time.Instant> previousSecretUntil) {}

    /**
     * What a replay came to.
     *
     * @param position from where on everything is sent once more
     * @param outcome of the one event that was sent once more
     */
    record Replayed(String id, String position, Optional<String> outcome, Optional<Integer> status) {}

    @PostMapping("/v1/webhooks")
    @Allowed(
            value = ROLES,
            roles = {Role.ADMIN})
    @Writes(function = "", command = WebhookCommand.Add.class)
    ResponseEntity<ShownSecret> add(Write write) {
        Webhook made = webhooks.add(write.caller(), write.command(WebhookCommand.Add.class));
        return ResponseEntity.created(URI.create("/v1/webhooks/" + made.id()))
                .body(shown(made, WebhookSecrets.seed(write.caller(), write.request())));
    }

    private ShownSecret shown(Webhook webhook, String seed) {
        return new ShownSecret(webhook.id(), webhook.url(), secrets.shown(webhook.id(), seed), webhook.previousUntil());
    }

    @GetMapping("/v1/webhooks")
    @Allowed(
            value = ROLES,
            roles = {Role.ADMIN},
            privateRows = true)
    Listing<WebhookView> list(Paging paging) {
        List<Webhook> found = webhooks.list(paging.after(), paging.limit() + 1);
        Optional<String> next = next(found, paging).map(Webhook::id);
        return paging.listing(new Page<>(
                found.stream().limit(paging.limit()).map(WebhookView::of).toList(), next));
    }

    /** The last one of the page, if there is another page. */
    private static <T> Optional<T> next(List<T> oneMore, Paging paging) {
        return oneMore.size() > paging.limit() ? Optional.of(oneMore.get(paging.limit() - 1)) : Optional.empty();
    }

    @GetMapping("/v1/webhooks/{id}")
    @Allowed(
            value = ROLES,
            roles = {Role.ADMIN},
            privateRows = true)
    WebhookView webhook(@PathVariable String id) {
        return WebhookView.of(webhooks.find(id));
    }

    @DeleteMapping("/v1/webhooks/{id}")
    @Allowed(
            value = ROLES,
            roles = {Role.ADMIN})
    WebhookView remove(@PathVariable String id) {
        return WebhookView.of(webhooks.remove(id));
    }

    @GetMapping("/v1/webhooks/{id}/deliveries")
    @Allowed(
            value = ROLES,
            roles = {Role.ADMIN},
            privateRows = true)
    Listing<DeliveryLog.Entry> deliveries(@PathVariable String id, Paging paging) {
        List<DeliveryLog.Entry> found = webhooks.deliveries(
                id, paging.after().map(before -> Numbers.natural("cursor", before)), paging.limit() + 1);
        Optional<String> next = next(found, paging).map(entry -> Long.toString(entry.id()));
        return paging.listing(new Page<>(found.stream().limit(paging.limit()).toList(), next));
    }

    @PostMapping("/v1/webhooks/{id}/secret")
    @Allowed(
            value = ROLES,
            roles = {Role.ADMIN})
    @Writes(function = "", command = WebhookCommand.Rotate.class)
    ResponseEntity<ShownSecret> rotate(Write write) {
        Webhook webhook = webhooks.rotate(write.caller(), write.command(WebhookCommand.Rotate.class));
        return created(webhook, shown(webhook, webhook.seed()));
    }

    @PostMapping("/v1/webhooks/{id}/enable")
    @Allowed(
            value = ROLES,
            roles = {Role.ADMIN})
    @Writes(function = "", command = WebhookCommand.Enable.class)
    ResponseEntity<WebhookView> enable(Write write) {
        Webhook webhook =
                webhooks.enable(write.command(WebhookCommand.Enable.class).id());
        return created(webhook, WebhookView.of(webhook));
    }

    @PostMapping("/v1/webhooks/{id}/disable")
    @Allowed(
            value = ROLES,
            roles = {Role.ADMIN})
    @Writes(function = "", command = WebhookCommand.Disable.class)
    ResponseEntity<WebhookView> disable(Write write) {
        Webhook webhook =
                webhooks.disable(write.command(WebhookCommand.Disable.class).id());
        return created(webhook, WebhookView.of(webhook));
    }

    @PostMapping("/v1/webhooks/{id}/replay")
    @Allowed(
            value = ROLES,
            roles = {Role.ADMIN})
    @Writes(function = "", command = WebhookCommand.Replay.class)
    ResponseEntity<Replayed> replay(Write write) {
        WebhookCommand.Replay asked = write.command(WebhookCommand.Replay.class);
        if (asked.after().isPresent() == asked.event().isPresent()) {
            throw new MalformedException("either after or event is expected");
        }
        if (asked.event().isPresent()) {
            Attempt attempt =
                    webhooks.replay(write.caller(), asked.id(), asked.event().get());
            Webhook webhook = webhooks.find(asked.id());
            return created(
                    webhook,
                    new Replayed(
                            webhook.id(),
                            webhook.position().toString(),
                            Optional.of(attempt.result().word()),
                            attempt.status()));
        }
        Webhook webhook = webhooks.replayAfter(asked.id(), asked.after().orElseThrow());
        return created(
                webhook, new Replayed(webhook.id(), webhook.position().toString(), Optional.empty(), Optional.empty()));
    }

    private static <T> ResponseEntity<T> created(Webhook webhook, T body) {
        return ResponseEntity.created(URI.create("/v1/webhooks/" + webhook.id()))
                .body(body);
    }
}
