package org.stemma.gateway.account;

import static org.stemma.gateway.security.Allowed.Who.MEMBER;

import java.util.Optional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.stemma.api.AssetId;
import org.stemma.api.account.Receipt;
import org.stemma.gateway.security.Allowed;
import org.stemma.gateway.web.Numbers;
import org.stemma.gateway.web.Paging;
import org.stemma.gateway.web.Paging.Listing;

/** Every payment that is due to an asset. */
@RestController
class ReceiptController {
    private final AccountQueries accounts;

    ReceiptController(AccountQueries accounts) {
        this.accounts = accounts;
    }

    @GetMapping("/v1/receipts")
    @Allowed(MEMBER)
    Listing<Receipt> receipts(@RequestParam AssetId asset, @RequestParam Optional<String> period, Paging paging) {
        return paging.listing(
                accounts.receipts(asset, period.map(number -> Numbers.natural("period", number)), paging));
    }
}
