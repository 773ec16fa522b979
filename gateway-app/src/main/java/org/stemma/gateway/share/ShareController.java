package org.stemma.gateway.share;

import static org.stemma.gateway.security.Allowed.Who.MEMBER;
import static org.stemma.gateway.security.Allowed.Who.ROLES;

import java.util.Optional;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.stemma.api.AssetId;
import org.stemma.api.PartyId;
import org.stemma.api.SaleId;
import org.stemma.api.member.Role;
import org.stemma.api.share.Sale;
import org.stemma.api.share.ShareCommand;
import org.stemma.gateway.account.FoldingWrites;
import org.stemma.gateway.security.Allowed;
import org.stemma.gateway.web.Paging;
import org.stemma.gateway.web.Paging.Listing;
import org.stemma.gateway.web.Submissions;
import org.stemma.gateway.web.Write;
import org.stemma.gateway.web.Writes;
import org.stemma.gateway.web.Written;

/** Who has how many units of an asset; what is given, offered and bought. Who holds what is every member's to see. */
@RestController
class ShareController {
    private final ShareQueries shares;
    private final Submissions submissions;
    private final FoldingWrites folding;

    ShareController(ShareQueries shares, Submissions submissions, FoldingWrites folding) {
        this.shares = shares;
        this.submissions = submissions;
        this.folding = folding;
    }

    @PostMapping("/v1/assets/{asset}/shares")
    @Allowed(
            value = ROLES,
            roles = {Role.OWNER})
    @Writes(function = "share:issue", command = ShareCommand.Issue.class, location = "/v1/assets/{id}")
    ResponseEntity<Written> issue(Write write) {
        return submissions.submit(write, "share:issue", ShareCommand.Issue.class);
    }

    @PostMapping("/v1/assets/{asset}/transfers")
    @Allowed(
            value = ROLES,
            roles = {Role.HOLDER})
    @Writes(function = "share:transfer", command = ShareCommand.Transfer.class, location = "/v1/assets/{id}/holdings")
    ResponseEntity<Written> transfer(Write write) {
        return submissions.submit(write, "share:transfer", ShareCommand.Transfer.class);
    }

    @GetMapping("/v1/assets/{asset}/holdings")
    @Allowed(MEMBER)
    Listing<HoldingView> holdings(@PathVariable AssetId asset, Paging paging) {
        return paging.listing(shares.holdings(asset, paging));
    }

    @GetMapping("/v1/parties/{id}/holdings")
    @Allowed(MEMBER)
    Listing<HoldingView> holdingsOf(@PathVariable PartyId id, Paging paging) {
        return paging.listing(shares.holdings(id, paging));
    }

    @PostMapping("/v1/sales")
    @Allowed(
            value = ROLES,
            roles = {Role.HOLDER})
    @Writes(function = "share:offerSale", command = ShareCommand.OfferSale.class, location = "/v1/sales/{id}")
    ResponseEntity<Written> offer(Write write) {
        return submissions.submit(write, "share:offerSale", ShareCommand.OfferSale.class);
    }

    @PostMapping("/v1/sales/{sale}/purchase")
    @Allowed(
            value = ROLES,
            roles = {Role.BUYER, Role.HOLDER})
    @Writes(function = "share:buy", command = ShareCommand.Buy.class, location = "/v1/sales/{id}")
    ResponseEntity<Written> buy(Write write) {
        return folding.submit(write, "share:buy", ShareCommand.Buy.class, command -> Optional.of(command.wallet()));
    }

    @PostMapping("/v1/sales/{sale}/cancellation")
    @Allowed(
            value = ROLES,
            roles = {Role.HOLDER})
    @Writes(function = "share:cancelSale", command = ShareCommand.CancelSale.class, location = "/v1/sales/{id}")
    ResponseEntity<Written> cancel(Write write) {
        return submissions.submit(write, "share:cancelSale", ShareCommand.CancelSale.class);
    }

    @GetMapping("/v1/sales")
    @Allowed(MEMBER)
    Listing<Sale> sales(
            @RequestParam Optional<AssetId> asset, @RequestParam Optional<Sale.State> state, Paging paging) {
        return paging.listing(shares.sales(asset, state, paging));
    }

    @GetMapping("/v1/sales/{id}")
    @Allowed(MEMBER)
    Sale sale(@PathVariable SaleId id) {
        return shares.sale(id);
    }
}
