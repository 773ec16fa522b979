package org.stemma.gateway.license;

import static org.stemma.gateway.security.Allowed.Who.MEMBER;
import static org.stemma.gateway.security.Allowed.Who.ROLES;

import java.util.Optional;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.stemma.api.AssetId;
import org.stemma.api.Digest;
import org.stemma.api.GrantId;
import org.stemma.api.PartyId;
import org.stemma.api.license.LicenseCommand;
import org.stemma.api.member.Role;
import org.stemma.gateway.account.FoldingWrites;
import org.stemma.gateway.ledger.Caller;
import org.stemma.gateway.security.Allowed;
import org.stemma.gateway.security.GatewaySecret;
import org.stemma.gateway.web.Paging;
import org.stemma.gateway.web.Paging.Listing;
import org.stemma.gateway.web.Submissions;
import org.stemma.gateway.web.Write;
import org.stemma.gateway.web.Writes;
import org.stemma.gateway.web.Written;

/** Grants, and the keys under which they are used. */
@RestController
class GrantController {
    private final LicenseQueries licenses;
    private final Submissions submissions;
    private final FoldingWrites folding;
    private final GatewaySecret secret;

    GrantController(LicenseQueries licenses, Submissions submissions, FoldingWrites folding, GatewaySecret secret) {
        this.licenses = licenses;
        this.submissions = submissions;
        this.folding = folding;
        this.secret = secret;
    }

    @PostMapping("/v1/grants")
    @Allowed(
            value = ROLES,
            roles = {Role.BUYER})
    @Writes(function = "license:buyGrant", command = LicenseCommand.BuyGrant.class, location = "/v1/grants/{id}")
    ResponseEntity<Written> buy(Write write) {
        return folding.submit(
                write, "license:buyGrant", LicenseCommand.BuyGrant.class, LicenseCommand.BuyGrant::wallet);
    }

    @GetMapping("/v1/grants")
    @Allowed(value = MEMBER, privateRows = true)
    Listing<GrantView> grants(
            Caller caller,
            @RequestParam Optional<AssetId> asset,
            @RequestParam Optional<PartyId> licensee,
            Paging paging) {
        return paging.listing(licenses.grants(caller, asset, licensee, paging));
    }

    @GetMapping("/v1/grants/{id}")
    @Allowed(value = MEMBER, privateRows = true)
    GrantView grant(Caller caller, @PathVariable GrantId id) {
        return licenses.grant(caller, id);
    }

    @PostMapping("/v1/grants/{grant}/closure")
    @Allowed(
            value = ROLES,
            roles = {Role.BUYER})
    @Writes(function = "license:closeGrant", command = LicenseCommand.CloseGrant.class, location = "/v1/grants/{id}")
    ResponseEntity<Written> close(Write write) {
        return submissions.submit(write, "license:closeGrant", LicenseCommand.CloseGrant.class);
    }

    @PostMapping("/v1/grants/{grant}/release")
    @Allowed(
            value = ROLES,
            roles = {Role.BUYER})
    @Writes(
            function = "license:releaseLanes",
            command = LicenseCommand.ReleaseLanes.class,
            location = "/v1/grants/{id}")
    ResponseEntity<Written> release(Write write) {
        return submissions.submit(write, "license:releaseLanes", LicenseCommand.ReleaseLanes.class);
    }

    /** The answer that shows a key, once more only to the same request. */
    record AddedKey(
            String id, Optional<Long> version, String transaction, Optional<Long> block, String key, Digest digest) {}

    @PostMapping("/v1/grants/{grant}/keys")
    @Allowed(
            value = ROLES,
            roles = {Role.BUYER})
    @Writes(
            function = "license:addKey",
            command = LicenseCommand.AddKey.class,
            added = {"key"})
    ResponseEntity<AddedKey> addKey(Write write, @PathVariable GrantId grant) {
        String key = secret.key(
                "sgk_", grant.value(), write.caller().name(), write.request().value());
        Digest digest = Digest.of(key);
        ResponseEntity<Written> written =
                submissions.submit(write.with("key", digest.value()), "license:addKey", LicenseCommand.AddKey.class);
        Written body = java.util.Objects.requireNonNull(written.getBody());
        return ResponseEntity.status(written.getStatusCode())
                .headers(headers -> headers.putAll(written.getHeaders()))
                .body(new AddedKey(body.id(), body.version(), body.transaction(), body.block(), key, digest));
    }

    @DeleteMapping("/v1/grants/{grant}/keys/{key}")
    @Allowed(
            value = ROLES,
            roles = {Role.BUYER})
    @Writes(function = "license:revokeKey", command = LicenseCommand.RevokeKey.class)
    ResponseEntity<Written> revokeKey(Write write) {
        return submissions.submit(write, "license:revokeKey", LicenseCommand.RevokeKey.class);
    }
}
