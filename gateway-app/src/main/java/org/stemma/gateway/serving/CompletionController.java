package org.stemma.gateway.serving;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import org.stemma.api.AssetId;
import org.stemma.api.Codec;
import org.stemma.api.RequestId;
import org.stemma.gateway.security.Allowed;
import org.stemma.gateway.security.GrantUser;
import org.stemma.gateway.web.Bodies;
import org.stemma.gateway.web.IdempotencyKey;
import org.stemma.gateway.web.Takes;

/** Completions under a grant key. */
@RestController
class CompletionController {
    private final Completions completions;

    CompletionController(Completions completions) {
        this.completions = completions;
    }

    @PostMapping(path = "/v1/assets/{id}/completions", produces = MediaType.APPLICATION_JSON_VALUE)
    @Allowed(Allowed.Who.GRANT_KEY)
    @Takes(value = Completions.Ask.class, answer = Completions.Answer.class)
    ResponseEntity<String> complete(
            GrantUser user,
            @PathVariable AssetId id,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            HttpServletRequest request)
            throws IOException {
        Optional<RequestId> named = Optional.ofNullable(key).map(IdempotencyKey::of);
        Completions.Ask ask = Codec.decode(Bodies.members(request), Completions.Ask.class);
        return ResponseEntity.ok(completions.complete(user, id, ask, named));
    }
}
