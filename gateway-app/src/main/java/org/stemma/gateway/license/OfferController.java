package org.stemma.gateway.license;

import static org.stemma.gateway.security.Allowed.Who.ANYONE;
import static org.stemma.gateway.security.Allowed.Who.ROLES;

import java.util.List;
import java.util.Optional;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.stemma.api.Digest;
import org.stemma.api.Drawer;
import org.stemma.api.Money;
import org.stemma.api.Ppm;
import org.stemma.api.kernel.Charter;
import org.stemma.api.license.LicenseCommand;
import org.stemma.api.license.Presets;
import org.stemma.api.license.Terms;
import org.stemma.api.member.Role;
import org.stemma.gateway.readmodel.ReadModel;
import org.stemma.gateway.security.Allowed;
import org.stemma.gateway.web.Paging.Listing;
import org.stemma.gateway.web.Submissions;
import org.stemma.gateway.web.Write;
import org.stemma.gateway.web.Writes;
import org.stemma.gateway.web.Written;

/** Terms and offers. */
@RestController
class OfferController {
    private static final Ppm EXAMPLE_SHARE = new Ppm(100_000);
    private static final long EXAMPLE_QUOTA = 1_000_000;
    private static final long EXAMPLE_TERM_SECONDS = 30L * 24 * 60 * 60;

    private final ReadModel readModel;
    private final LicenseQueries licenses;
    private final Submissions submissions;

    OfferController(ReadModel readModel, LicenseQueries licenses, Submissions submissions) {
        this.readModel = readModel;
        this.licenses = licenses;
        this.submissions = submissions;
    }

    @GetMapping("/v1/terms/{digest}")
    @Allowed(ANYONE)
    Terms terms(@PathVariable Digest digest) {
        return licenses.terms(digest);
    }

    /** Ready-made terms in the ledger's first currency; their amounts are examples to change. */
    @GetMapping("/v1/presets")
    @Allowed(ANYONE)
    Listing<Terms> presets() {
        List<Terms> presets = readModel
                .find(Drawer.CHARTER, Charter.class)
                .map(charter -> Money.zero(charter.currencies().get(0).code()).with(1_000_000_000L))
                .map(one -> List.of(
                        Presets.academicFree(),
                        Presets.trainFree(EXAMPLE_SHARE),
                        Presets.trainPriced(one.with(10 * one.nano()), EXAMPLE_SHARE),
                        Presets.commercialPerUnit(
                                one.with(one.nano() / 100),
                                1_000,
                                Terms.Unit.OUTPUT_BYTE,
                                EXAMPLE_QUOTA,
                                EXAMPLE_TERM_SECONDS)))
                .orElse(List.of(Presets.academicFree(), Presets.trainFree(EXAMPLE_SHARE)));
        return new Listing<>(presets, Optional.empty());
    }

    @PostMapping("/v1/assets/{asset}/offers")
    @Allowed(
            value = ROLES,
            roles = {Role.OWNER})
    @Writes(function = "license:offer", command = LicenseCommand.Offer.class)
    ResponseEntity<Written> offer(Write write) {
        return submissions.submit(write, "license:offer", LicenseCommand.Offer.class);
    }

    @DeleteMapping("/v1/assets/{asset}/offers/{terms}")
    @Allowed(
            value = ROLES,
            roles = {Role.OWNER})
    @Writes(function = "license:withdrawOffer", command = LicenseCommand.WithdrawOffer.class)
    ResponseEntity<Written> withdrawOffer(Write write) {
        return submissions.submit(write, "license:withdrawOffer", LicenseCommand.WithdrawOffer.class);
    }
}
