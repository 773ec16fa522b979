package org.stemma.gateway.account;

import static org.stemma.gateway.security.Allowed.Who.MEMBER;

import java.util.Optional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.stemma.api.AssetId;
import org.stemma.api.Drawer;
import org.stemma.api.account.Receipt;
import org.stemma.gateway.readmodel.ReadModel;
import org.stemma.gateway.security.Allowed;
import org.stemma.gateway.web.Numbers;
import org.stemma.gateway.web.Paging;
import org.stemma.gateway.web.Paging.Listing;

/** Every payment that is due to an asset. */
@RestController
class ReceiptController {
    private final ReadModel readModel;

    ReceiptController(ReadModel readModel) {
        this.readModel = readModel;
    }

    @GetMapping("/v1/receipts")
    @Allowed(MEMBER)
    Listing<Receipt> receipts(@RequestParam String asset, @RequestParam Optional<String> period, Paging paging) {
        AssetId id = new AssetId(asset);
        String range = period.map(number -> Drawer.RECEIPT.range(id, Numbers.natural("period", number)))
                .orElseGet(() -> Drawer.RECEIPT.range(id));
        return Listing.of(readModel.scan(Drawer.RECEIPT, Receipt.class, range, paging.after(), paging.limit()));
    }
}
