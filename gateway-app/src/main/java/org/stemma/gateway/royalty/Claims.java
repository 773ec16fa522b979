package org.stemma.gateway.royalty;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.stemma.api.Codec;
import org.stemma.api.CurrencyCode;
import org.stemma.api.Drawer;
import org.stemma.api.PartyId;
import org.stemma.api.account.Wallet;
import org.stemma.api.royalty.Payable;
import org.stemma.api.royalty.RoyaltyCommand;
import org.stemma.gateway.readmodel.Page;
import org.stemma.gateway.readmodel.ReadModel;
import org.stemma.gateway.web.Submissions;
import org.stemma.gateway.web.Write;
import org.stemma.gateway.web.Written;

/** Claims; where the caller names no payables, the oldest 50 of the wallet's currency. */
@Component
class Claims {
    private static final String FUNCTION = "royalty:claim";
    private static final int MAX_PAYABLES = 50;
    private static final int PAGE = 200;
    private static final int MAX_PAGES = 50;

    private final ReadModel readModel;
    private final Submissions submissions;

    Claims(ReadModel readModel, Submissions submissions) {
        this.readModel = readModel;
        this.submissions = submissions;
    }

    ResponseEntity<Written> claim(Write write) {
        if (write.has("payables")) {
            return submissions.submit(write, FUNCTION, RoyaltyCommand.Claim.class);
        }
        RoyaltyCommand.Claim unnamed = write.with("payables", List.of()).command(RoyaltyCommand.Claim.class);
        // Asked again, the same payables are meant, which are no longer there.
        List<String> named = before(write).orElseGet(() -> oldest(unnamed));
        return submissions.submit(write.with("payables", named), FUNCTION, RoyaltyCommand.Claim.class);
    }

    private Optional<List<String>> before(Write write) {
        return readModel
                .request(
                        FUNCTION,
                        write.caller().organisation().value(),
                        write.caller().name(),
                        write.request().value())
                .flatMap(row -> row.command())
                .map(json -> Codec.decode(json, RoyaltyCommand.Claim.class).payables());
    }

    private List<String> oldest(RoyaltyCommand.Claim claim) {
        Optional<CurrencyCode> currency = readModel
                .find(Drawer.WALLET, Wallet.class, claim.wallet())
                .map(wallet -> wallet.balance().currency());
        return payables(claim.party()).stream()
                .filter(payable ->
                        currency.isEmpty() || payable.amount().currency().equals(currency.get()))
                .sorted(Comparator.comparing(Payable::at).thenComparing(Payable::id))
                .limit(MAX_PAYABLES)
                .map(Payable::id)
                .toList();
    }

    private List<Payable> payables(PartyId party) {
        List<Payable> payables = new ArrayList<>();
        Optional<String> after = Optional.empty();
        for (int page = 0; page < MAX_PAGES; page++) {
            Page<Payable> found =
                    readModel.scan(Drawer.PAYABLE, Payable.class, Drawer.PAYABLE.range(party), after, PAGE);
            payables.addAll(found.items());
            after = found.next();
            if (after.isEmpty()) {
                break;
            }
        }
        return payables;
    }
}
