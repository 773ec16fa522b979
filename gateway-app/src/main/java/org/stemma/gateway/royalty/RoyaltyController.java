package org.stemma.gateway.royalty;

import static org.stemma.gateway.security.Allowed.Who.MEMBER;
import static org.stemma.gateway.security.Allowed.Who.ROLES;
import static org.stemma.gateway.security.Allowed.Who.WRITER;

import java.net.URI;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.stemma.api.AssetId;
import org.stemma.api.CurrencyCode;
import org.stemma.api.Digest;
import org.stemma.api.PartyId;
import org.stemma.api.RequestId;
import org.stemma.api.member.Role;
import org.stemma.api.royalty.Payable;
import org.stemma.api.royalty.Pool;
import org.stemma.api.royalty.PoolEntry;
import org.stemma.api.royalty.RoyaltyCommand;
import org.stemma.api.royalty.Settlement;
import org.stemma.gateway.ledger.Caller;
import org.stemma.gateway.security.Allowed;
import org.stemma.gateway.web.Numbers;
import org.stemma.gateway.web.Paging;
import org.stemma.gateway.web.Paging.Listing;
import org.stemma.gateway.web.Write;
import org.stemma.gateway.web.Writes;
import org.stemma.gateway.web.Written;

/** Settlements, what they owe, and claims. */
@RestController
class RoyaltyController {
    private final RoyaltyQueries royalties;
    private final Settlements settlements;
    private final Claims claims;
    private final ShareClaims shareClaims;

    RoyaltyController(RoyaltyQueries royalties, Settlements settlements, Claims claims, ShareClaims shareClaims) {
        this.royalties = royalties;
        this.settlements = settlements;
        this.claims = claims;
        this.shareClaims = shareClaims;
    }

    @PostMapping("/v1/settlements")
    @Allowed(WRITER)
    @Writes(function = "royalty:settle", command = RoyaltyCommand.Settle.class)
    ResponseEntity<Written> settle(Write write) {
        RoyaltyCommand.Settle command = write.command(RoyaltyCommand.Settle.class);
        Written written = settlements.settle(
                write.caller(), command.asset(), command.period(), step -> step(command.request(), step));
        return ResponseEntity.created(URI.create("/v1/settlements/" + command.asset() + "/" + command.period()))
                .body(written);
    }

    /** A settlement takes several transactions: their request ids follow from the caller's one. */
    private static RequestId step(RequestId request, int step) {
        return new RequestId("settle-" + Digest.of(request.value()).hex().substring(0, 32) + "-" + step);
    }

    @GetMapping("/v1/settlements")
    @Allowed(MEMBER)
    Listing<Settlement> settlements(@RequestParam AssetId asset, Paging paging) {
        return paging.listing(royalties.settlements(asset, paging));
    }

    @GetMapping("/v1/settlements/{asset}/{period}")
    @Allowed(MEMBER)
    Settlement settlement(@PathVariable AssetId asset, @PathVariable String period) {
        return royalties.settlement(asset, Numbers.natural("period", period));
    }

    @GetMapping("/v1/parties/{id}/payables")
    @Allowed(value = MEMBER, privateRows = true)
    Listing<Payable> payables(Caller caller, @PathVariable PartyId id, Paging paging) {
        return paging.listing(royalties.payables(caller, id, paging));
    }

    @PostMapping("/v1/claims")
    @Allowed(
            value = ROLES,
            roles = {Role.HOLDER})
    @Writes(
            function = "royalty:claim",
            command = RoyaltyCommand.Claim.class,
            optional = {"payables"},
            location = "/v1/wallets/{id}")
    ResponseEntity<Written> claim(Write write) {
        return claims.claim(write);
    }

    @PostMapping("/v1/share-claims")
    @Allowed(
            value = ROLES,
            roles = {Role.HOLDER})
    @Writes(
            function = "royalty:claimShares",
            command = RoyaltyCommand.ClaimShares.class,
            optional = {"through"},
            location = "/v1/wallets/{id}")
    ResponseEntity<Written> claimShares(Write write) {
        return shareClaims.claim(write);
    }

    @GetMapping("/v1/assets/{asset}/pools/{currency}")
    @Allowed(MEMBER)
    Pool pool(@PathVariable AssetId asset, @PathVariable CurrencyCode currency) {
        return royalties.pool(asset, currency);
    }

    @GetMapping("/v1/assets/{asset}/pools/{currency}/entries")
    @Allowed(MEMBER)
    Listing<PoolEntry> entries(@PathVariable AssetId asset, @PathVariable CurrencyCode currency, Paging paging) {
        return paging.listing(royalties.entries(asset, currency, paging));
    }
}
