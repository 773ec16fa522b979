package org.stemma.gateway.royalty;

import static org.stemma.gateway.security.Allowed.Who.MEMBER;
import static org.stemma.gateway.security.Allowed.Who.ROLES;

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
import org.stemma.api.Drawer;
import org.stemma.api.PartyId;
import org.stemma.api.Refused;
import org.stemma.api.RequestId;
import org.stemma.api.member.MemberRefusal;
import org.stemma.api.member.Party;
import org.stemma.api.member.Role;
import org.stemma.api.royalty.Payable;
import org.stemma.api.royalty.Pool;
import org.stemma.api.royalty.PoolEntry;
import org.stemma.api.royalty.RoyaltyCommand;
import org.stemma.api.royalty.Settlement;
import org.stemma.gateway.GatewayRefusal;
import org.stemma.gateway.ledger.Caller;
import org.stemma.gateway.readmodel.ReadModel;
import org.stemma.gateway.security.Allowed;
import org.stemma.gateway.web.Numbers;
import org.stemma.gateway.web.Paging;
import org.stemma.gateway.web.Paging.Listing;
import org.stemma.gateway.web.Visibility;
import org.stemma.gateway.web.Write;
import org.stemma.gateway.web.Writes;
import org.stemma.gateway.web.Written;

/** Settlements, what they owe, and claims. */
@RestController
class RoyaltyController {
    private final ReadModel readModel;
    private final Settlements settlements;
    private final Claims claims;
    private final ShareClaims shareClaims;

    RoyaltyController(ReadModel readModel, Settlements settlements, Claims claims, ShareClaims shareClaims) {
        this.readModel = readModel;
        this.settlements = settlements;
        this.claims = claims;
        this.shareClaims = shareClaims;
    }

    @PostMapping("/v1/settlements")
    @Allowed(
            value = ROLES,
            roles = {Role.ADMIN, Role.OWNER, Role.BUYER, Role.HOLDER, Role.METER, Role.CASHIER, Role.COUNCIL})
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
    Listing<Settlement> settlements(@RequestParam String asset, Paging paging) {
        return Listing.of(readModel.scan(
                Drawer.SETTLEMENT,
                Settlement.class,
                Drawer.SETTLEMENT.range(new AssetId(asset)),
                paging.after(),
                paging.limit()));
    }

    @GetMapping("/v1/settlements/{asset}/{period}")
    @Allowed(MEMBER)
    Settlement settlement(@PathVariable String asset, @PathVariable String period) {
        return readModel
                .find(Drawer.SETTLEMENT, Settlement.class, new AssetId(asset), Numbers.natural("period", period))
                .orElseThrow(() -> Refused.because(GatewayRefusal.NOT_FOUND, "settlement", asset + "/" + period));
    }

    @GetMapping("/v1/parties/{id}/payables")
    @Allowed(value = MEMBER, privateRows = true)
    Listing<Payable> payables(Caller caller, @PathVariable String id, Paging paging) {
        PartyId asked = new PartyId(id);
        Party party = readModel
                .find(Drawer.PARTY, Party.class, asked)
                .orElseThrow(() -> Refused.because(MemberRefusal.PARTY_UNKNOWN, "party", asked));
        Visibility.mustConcern(caller, asked, party.organisation());
        return Listing.of(readModel.scan(
                Drawer.PAYABLE, Payable.class, Drawer.PAYABLE.range(asked), paging.after(), paging.limit()));
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
    Pool pool(@PathVariable String asset, @PathVariable String currency) {
        return readModel
                .find(Drawer.POOL, Pool.class, new AssetId(asset), new CurrencyCode(currency))
                .orElseThrow(() -> Refused.because(GatewayRefusal.NOT_FOUND, "pool", asset + "/" + currency));
    }

    @GetMapping("/v1/assets/{asset}/pools/{currency}/entries")
    @Allowed(MEMBER)
    Listing<PoolEntry> entries(@PathVariable String asset, @PathVariable String currency, Paging paging) {
        return Listing.of(readModel.scan(
                Drawer.POOL_ENTRY,
                PoolEntry.class,
                Drawer.POOL_ENTRY.range(new AssetId(asset), new CurrencyCode(currency)),
                paging.after(),
                paging.limit()));
    }
}
