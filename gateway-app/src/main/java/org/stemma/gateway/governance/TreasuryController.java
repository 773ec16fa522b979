package org.stemma.gateway.governance;

import static org.stemma.gateway.security.Allowed.Who.MEMBER;
import static org.stemma.gateway.security.Allowed.Who.WRITER;

import java.util.List;
import java.util.Optional;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.stemma.api.CurrencyCode;
import org.stemma.api.Drawer;
import org.stemma.api.Money;
import org.stemma.api.account.AccountCommand;
import org.stemma.api.account.Treasury;
import org.stemma.api.kernel.Charter;
import org.stemma.gateway.kernel.Epochs;
import org.stemma.gateway.readmodel.ReadModel;
import org.stemma.gateway.security.Allowed;
import org.stemma.gateway.web.Paging.Listing;
import org.stemma.gateway.web.Write;
import org.stemma.gateway.web.Writes;
import org.stemma.gateway.web.Written;

/** What the council can spend, and where it comes from. */
@RestController
class TreasuryController {
    private final ReadModel readModel;
    private final Epochs epochs;
    private final TreasuryFees fees;

    TreasuryController(ReadModel readModel, Epochs epochs, TreasuryFees fees) {
        this.readModel = readModel;
        this.epochs = epochs;
        this.fees = fees;
    }

    /** One per currency that the ledger keeps, all in one answer: there are 16 at most. */
    @GetMapping("/v1/treasury")
    @Allowed(MEMBER)
    Listing<TreasuryView> treasury() {
        List<TreasuryView> views = epochs.charter().currencies().stream()
                .map(Charter.Currency::code)
                .map(currency -> TreasuryView.of(treasury(currency), fees))
                .toList();
        return new Listing<>(views, Optional.empty());
    }

    private Treasury treasury(CurrencyCode currency) {
        Money none = Money.zero(currency);
        return readModel
                .find(Drawer.TREASURY, Treasury.class, currency)
                .orElseGet(() -> new Treasury(currency, none, 0, none, none));
    }

    @PostMapping("/v1/treasury/{currency}/fold")
    @Allowed(WRITER)
    @Writes(
            function = "account:foldTreasury",
            command = AccountCommand.FoldTreasury.class,
            optional = {"fees"},
            location = "/v1/treasury")
    ResponseEntity<Written> fold(Write write) {
        return fees.fold(write);
    }
}
