package org.stemma.gateway.books;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.stemma.api.PartyId;
import org.stemma.api.Refused;
import org.stemma.gateway.GatewayRefusal;
import org.stemma.gateway.ledger.Caller;
import org.stemma.gateway.member.MemberQueries;
import org.stemma.gateway.readmodel.ReadModel;
import org.stemma.gateway.security.Allowed;
import org.stemma.gateway.web.Numbers;
import org.stemma.gateway.web.Paging;
import org.stemma.gateway.web.Visibility;

/** The books, as of the blocks below a height. */
@RestController
class BooksController {

    private final PostingBooks books;
    private final Recounts recounts;
    private final Accruals accruals;
    private final ReadModel readModel;
    private final MemberQueries members;

    BooksController(
            PostingBooks books, Recounts recounts, Accruals accruals, ReadModel readModel, MemberQueries members) {
        this.members = members;
        this.books = books;
        this.recounts = recounts;
        this.accruals = accruals;
        this.readModel = readModel;
    }

    @GetMapping("/v1/trial-balance")
    @Allowed(Allowed.Who.MEMBER)
    TrialBalance trialBalance(@RequestParam(required = false) @Nullable String height) {
        long at = height == null ? readModel.height() : height(height);
        return TrialBalance.of(at, books.flows(at));
    }

    /**
     * Without a height also what is stored is compared with the postings; where that takes long, the last comparison is
     * answered, with its height.
     */
    @GetMapping("/v1/invariant")
    @Allowed(Allowed.Who.MEMBER)
    Invariant invariant(@RequestParam(required = false) @Nullable String height) {
        if (height == null) {
            return recounts.present();
        }
        long at = height(height);
        return Invariant.of(at, books.flows(at), Optional.empty());
    }

    private long height(String asked) {
        long height = Numbers.natural("height", asked);
        Refused.unless(
                height <= readModel.height(),
                GatewayRefusal.NOT_FOUND,
                "height",
                height,
                "present",
                readModel.height());
        return height;
    }

    @GetMapping("/v1/parties/{id}/accruals")
    @Allowed(value = Allowed.Who.MEMBER, privateRows = true)
    Paging.Listing<Accrual> accruals(Caller caller, @PathVariable PartyId id, Paging paging) {
        Visibility.mustConcern(caller, id, members.party(id).organisation());
        return paging.listing(accruals.of(id, paging.after(), paging.limit()));
    }
}
