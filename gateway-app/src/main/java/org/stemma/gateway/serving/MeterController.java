package org.stemma.gateway.serving;

import java.util.List;
import java.util.Optional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.stemma.api.AssetId;
import org.stemma.api.GrantId;
import org.stemma.api.MeterId;
import org.stemma.api.OrgId;
import org.stemma.api.Refused;
import org.stemma.api.member.Role;
import org.stemma.gateway.ledger.Callers;
import org.stemma.gateway.security.Allowed;

/** This gateway's own meter, and what the gateway serves. */
@RestController
class MeterController {
    private final Metering metering;
    private final Artifacts artifacts;
    private final Callers callers;

    MeterController(Metering metering, Artifacts artifacts, Callers callers) {
        this.metering = metering;
        this.artifacts = artifacts;
        this.callers = callers;
    }

    /** What this gateway is; its meter is absent until the ledger has registered it. */
    record Self(OrgId organisation, Optional<MeterId> meter, List<Served> serves) {}

    record Served(AssetId asset, long version) {}

    @GetMapping("/v1/gateway")
    @Allowed(Allowed.Who.ANYONE)
    Self self() {
        List<Served> serves = artifacts.models().stream()
                .map(version -> new Served(version.asset(), version.number()))
                .toList();
        return new Self(callers.organisation(), metering.id(), serves);
    }

    @PostMapping("/v1/meters/{id}/flush")
    @Allowed(
            value = Allowed.Who.ROLES,
            roles = {Role.METER, Role.ADMIN})
    Reporter.Totals flush(@PathVariable MeterId id) {
        mustBeOwn(id);
        return metering.flush();
    }

    @GetMapping("/v1/meters/{id}/aside")
    @Allowed(
            value = Allowed.Who.ROLES,
            roles = {Role.METER, Role.ADMIN})
    AsideTable.Aside aside(@PathVariable MeterId id, @RequestParam Optional<GrantId> grant) {
        mustBeOwn(id);
        return metering.aside(grant);
    }

    @PostMapping("/v1/meters/{id}/aside/retry")
    @Allowed(
            value = Allowed.Who.ROLES,
            roles = {Role.METER, Role.ADMIN})
    Reporter.Totals retry(@PathVariable MeterId id, @RequestParam Optional<GrantId> grant) {
        mustBeOwn(id);
        return metering.retry(grant);
    }

    private void mustBeOwn(MeterId meter) {
        Refused.unless(metering.registered().equals(meter), ServingRefusal.METER_FOREIGN, "meter", meter);
    }
}
