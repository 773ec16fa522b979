package org.stemma.gateway.keys;

import static org.stemma.gateway.security.Allowed.Who.ROLES;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.stemma.api.Command;
import org.stemma.api.Refused;
import org.stemma.api.RequestId;
import org.stemma.api.Text;
import org.stemma.api.member.Role;
import org.stemma.gateway.GatewayRefusal;
import org.stemma.gateway.readmodel.Page;
import org.stemma.gateway.security.Allowed;
import org.stemma.gateway.security.ApiKey;
import org.stemma.gateway.security.ApiKeys;
import org.stemma.gateway.security.GatewaySecret;
import org.stemma.gateway.web.Paging;
import org.stemma.gateway.web.Paging.Listing;
import org.stemma.gateway.web.Write;
import org.stemma.gateway.web.Writes;

/** API keys of this gateway. */
@RestController
class KeyController {
    private final ApiKeys keys;
    private final GatewaySecret secret;

    KeyController(ApiKeys keys, GatewaySecret secret) {
        this.keys = keys;
        this.secret = secret;
    }

    /** What is asked for: a key bound to an identity of this gateway, perhaps until a time. */
    record NewKey(RequestId request, String identity, String label, Optional<Instant> expiresAt) implements Command {}

    /** The answer that shows the key, once more only to the same request. */
    record MadeKey(String id, String identity, String label, Optional<Instant> expiresAt, String key) {}

    @GetMapping("/v1/keys")
    @Allowed(
            value = ROLES,
            roles = {Role.ADMIN})
    Listing<ApiKey> keys(Paging paging) {
        List<ApiKey> found = keys.list(paging.after(), paging.limit() + 1);
        Optional<String> next = found.size() > paging.limit()
                ? Optional.of(found.get(paging.limit() - 1).id())
                : Optional.empty();
        return Listing.of(new Page<>(found.stream().limit(paging.limit()).toList(), next));
    }

    @PostMapping("/v1/keys")
    @Allowed(
            value = ROLES,
            roles = {Role.ADMIN})
    @Writes(function = "", command = NewKey.class)
    ResponseEntity<MadeKey> make(Write write) {
        NewKey asked = write.command(NewKey.class);
        Text.label(asked.label());
        String key = secret.key("sak_", write.caller().name(), asked.request().value());
        ApiKey made = keys.add(key, asked.identity(), asked.label(), asked.expiresAt());
        Refused.unless(
                made.identity().equals(asked.identity())
                        && made.label().equals(asked.label())
                        && made.expiresAt().equals(asked.expiresAt()),
                org.stemma.api.kernel.KernelRefusal.REQUEST_REUSED,
                "request",
                asked.request());
        Refused.unless(made.revokedAt().isEmpty(), GatewayRefusal.KEY_REVOKED, "key", made.id());
        return ResponseEntity.created(URI.create("/v1/keys"))
                .body(new MadeKey(made.id(), made.identity(), made.label(), made.expiresAt(), key));
    }

    @DeleteMapping("/v1/keys/{id}")
    @Allowed(
            value = ROLES,
            roles = {Role.ADMIN})
    ApiKey revoke(@PathVariable String id) {
        return keys.revoke(id).orElseThrow(() -> Refused.because(GatewayRefusal.NOT_FOUND, "key", id));
    }
}
