package org.stemma.gateway.keys;

import static org.stemma.gateway.security.Allowed.Who.ROLES;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
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
import org.stemma.gateway.security.Asker;
import org.stemma.gateway.security.GatewaySecret;
import org.stemma.gateway.security.SecuritySettings;
import org.stemma.gateway.web.Malformed;
import org.stemma.gateway.web.Paging;
import org.stemma.gateway.web.Paging.Listing;
import org.stemma.gateway.web.Write;
import org.stemma.gateway.web.Writes;

/** API keys of this gateway. */
@RestController
class KeyController {
    private final ApiKeys keys;
    private final GatewaySecret secret;
    private final SecuritySettings.Keys settings;
    private final Clock clock = Clock.systemUTC();

    KeyController(ApiKeys keys, GatewaySecret secret, SecuritySettings settings) {
        this.keys = keys;
        this.secret = secret;
        this.settings = settings.keys();
    }

    /**
     * What is asked for: a key bound to an identity of this gateway, perhaps until a time.
     *
     * @param perSecond requests that the key may make; the gateway's default if absent
     * @param burst requests that it may make at once; as many as in a second if absent
     */
    record NewKey(
            RequestId request,
            String identity,
            String label,
            Optional<Instant> expiresAt,
            Optional<Long> perSecond,
            Optional<Long> burst)
            implements Command {}

    /**
     * A key that is to be followed by a new one.
     *
     * @param overlapSeconds how long the old one stays good
     * @param expiresAt the end of the new one; if absent, it lives as long as the old one was to live
     */
    record RotateKey(RequestId request, String key, Optional<Long> overlapSeconds, Optional<Instant> expiresAt)
            implements Command {}

    /** The answer that shows the key, once more only to the same request. */
    record MadeKey(
            String id,
            String identity,
            String label,
            Optional<Instant> expiresAt,
            Optional<String> rotatedFrom,
            String key) {
        static MadeKey of(ApiKey made, String key) {
            return new MadeKey(made.id(), made.identity(), made.label(), made.expiresAt(), made.rotatedFrom(), key);
        }
    }

    @GetMapping("/v1/keys")
    @Allowed(
            value = ROLES,
            roles = {Role.ADMIN},
            privateRows = true)
    Listing<ApiKey> keys(Paging paging) {
        List<ApiKey> found = keys.list(paging.after(), paging.limit() + 1);
        Optional<String> next = found.size() > paging.limit()
                ? Optional.of(found.get(paging.limit() - 1).id())
                : Optional.empty();
        return paging.listing(new Page<>(found.stream().limit(paging.limit()).toList(), next));
    }

    @PostMapping("/v1/keys")
    @Allowed(
            value = ROLES,
            roles = {Role.ADMIN})
    @Writes(function = "", command = NewKey.class)
    ResponseEntity<MadeKey> make(Write write) {
        NewKey asked = write.command(NewKey.class);
        Text.label("label", asked.label());
        String key = key(write);
        Optional<Asker.Limit> limit = limit(asked);
        if (keys.made(key, request(asked)).isEmpty()) {
            mustBeToCome(asked.expiresAt());
        }
        return shown(
                keys.add(
                        key,
                        new ApiKeys.NewApiKey(
                                asked.identity(),
                                asked.label(),
                                asked.expiresAt(),
                                Optional.empty(),
                                limit,
                                request(asked))),
                key);
    }

    @PostMapping("/v1/keys/{key}/rotation")
    @Allowed(
            value = ROLES,
            roles = {Role.ADMIN})
    @Writes(function = "", command = RotateKey.class)
    ResponseEntity<MadeKey> rotate(Write write) {
        RotateKey asked = write.command(RotateKey.class);
        Duration overlap = overlap(asked);
        String key = key(write);
        Optional<ApiKey> before = keys.made(key, request(asked));
        ApiKey made = before.isPresent() ? before.get() : follow(asked, key);
        // From its making on, so that the same request again, perhaps after a crash in between, means the same end.
        keys.endBy(asked.key(), made.createdAt().plus(overlap));
        return shown(made, key);
    }

    private ApiKey follow(RotateKey asked, String key) {
        Instant now = clock.instant();
        ApiKey old =
                keys.find(asked.key()).orElseThrow(() -> Refused.because(GatewayRefusal.NOT_FOUND, "key", asked.key()));
        Refused.unless(old.isGood(now), GatewayRefusal.KEY_ENDED, "key", old.id());
        mustBeToCome(asked.expiresAt());
        return keys.add(
                key,
                new ApiKeys.NewApiKey(
                        old.identity(),
                        old.label(),
                        asked.expiresAt().or(() -> end(old, now)),
                        Optional.of(old.id()),
                        old.perSecond()
                                .map(rate -> new Asker.Limit(rate, old.burst().orElse(rate))),
                        request(asked)));
    }

    @DeleteMapping("/v1/keys/{id}")
    @Allowed(
            value = ROLES,
            roles = {Role.ADMIN})
    ApiKey revoke(@PathVariable String id) {
        return keys.revoke(id).orElseThrow(() -> Refused.because(GatewayRefusal.NOT_FOUND, "key", id));
    }

    private String key(Write write) {
        return secret.key("sak_", write.caller().name(), write.request().value());
    }

    private static String request(Command asked) {
        return asked.digest().value();
    }

    /** The end of a key that lives as long as another was made for, or as long as there is time. */
    private static Optional<Instant> end(ApiKey old, Instant from) {
        return old.expiresAt().map(end -> {
            Instant later = from.plus(Duration.between(old.createdAt(), end));
            return later.isAfter(ApiKeys.LATEST) ? ApiKeys.LATEST : later;
        });
    }

    private void mustBeToCome(Optional<Instant> end) {
        if (end.isPresent() && (!end.get().isAfter(clock.instant()) || end.get().isAfter(ApiKeys.LATEST))) {
            throw Malformed.at(
                    "expiresAt", end.get().toString(), "a time to come, at most " + ApiKeys.LATEST + ", is expected");
        }
    }

    private Duration overlap(RotateKey asked) {
        long most = settings.maxRotationOverlap().toSeconds();
        long seconds = asked.overlapSeconds()
                .orElse(Math.min(most, settings.rotationOverlap().toSeconds()));
        if (seconds < 0 || seconds > most) {
            throw Malformed.at("overlapSeconds", Long.toString(seconds), "0 to " + most + " is expected");
        }
        return Duration.ofSeconds(seconds);
    }

    private static Optional<Asker.Limit> limit(NewKey asked) {
        if (asked.burst().isPresent() && asked.perSecond().isEmpty()) {
            throw Malformed.at("burst", "perSecond is expected with it");
        }
        asked.perSecond().ifPresent(rate -> inBounds("perSecond", rate));
        asked.burst().ifPresent(burst -> inBounds("burst", burst));
        return asked.perSecond().map(rate -> new Asker.Limit(rate, asked.burst().orElse(rate)));
    }

    private static void inBounds(String member, long value) {
        if (value < 1 || value > SecuritySettings.MAX_PER_SECOND) {
            throw Malformed.at(
                    member, Long.toString(value), "1 to " + SecuritySettings.MAX_PER_SECOND + " is expected");
        }
    }

    private static ResponseEntity<MadeKey> shown(ApiKey made, String key) {
        Refused.unless(made.revokedAt().isEmpty(), GatewayRefusal.KEY_REVOKED, "key", made.id());
        return ResponseEntity.created(URI.create("/v1/keys")).body(MadeKey.of(made, key));
    }
}
