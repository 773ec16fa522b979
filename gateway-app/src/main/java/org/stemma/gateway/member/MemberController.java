package org.stemma.gateway.member;

import static org.stemma.gateway.security.Allowed.Who.ANYONE;
import static org.stemma.gateway.security.Allowed.Who.MEMBER;
import static org.stemma.gateway.security.Allowed.Who.ROLES;

import java.util.Optional;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.stemma.api.MeterId;
import org.stemma.api.OrgId;
import org.stemma.api.PartyId;
import org.stemma.api.member.MemberCommand;
import org.stemma.api.member.Meter;
import org.stemma.api.member.Organisation;
import org.stemma.api.member.Party;
import org.stemma.api.member.Role;
import org.stemma.gateway.config.GatewaySettings;
import org.stemma.gateway.security.Allowed;
import org.stemma.gateway.web.Paging;
import org.stemma.gateway.web.Paging.Listing;
import org.stemma.gateway.web.Submissions;
import org.stemma.gateway.web.Write;
import org.stemma.gateway.web.Writes;
import org.stemma.gateway.web.Written;

/** Organisations, parties, meters. */
@RestController
class MemberController {
    private final MemberQueries members;
    private final Submissions submissions;
    private final GatewaySettings settings;

    MemberController(MemberQueries members, Submissions submissions, GatewaySettings settings) {
        this.members = members;
        this.submissions = submissions;
        this.settings = settings;
    }

    /** A member, and where its gateway answers, as this gateway's settings have it. */
    record MemberView(OrgId id, String name, Optional<String> gateway) {}

    @GetMapping("/v1/organisations")
    @Allowed(ANYONE)
    Listing<MemberView> organisations(Paging paging) {
        return paging.listing(members.organisations(paging).map(this::view));
    }

    private MemberView view(Organisation organisation) {
        Optional<String> url = settings.members().stream()
                .filter(member -> member.id().equals(organisation.id().value()))
                .map(GatewaySettings.Member::gatewayUrl)
                .filter(text -> !text.isEmpty())
                .findFirst();
        return new MemberView(organisation.id(), organisation.name(), url);
    }

    @PostMapping("/v1/parties")
    @Allowed(
            value = ROLES,
            roles = {Role.ADMIN, Role.OWNER, Role.BUYER, Role.HOLDER})
    @Writes(
            function = "member:registerParty",
            command = MemberCommand.RegisterParty.class,
            location = "/v1/parties/{id}")
    ResponseEntity<Written> registerParty(Write write) {
        return submissions.submit(write, "member:registerParty", MemberCommand.RegisterParty.class);
    }

    @GetMapping("/v1/parties")
    @Allowed(MEMBER)
    Listing<Party> parties(@RequestParam Optional<OrgId> organisation, Paging paging) {
        return paging.listing(members.parties(organisation, paging));
    }

    @GetMapping("/v1/parties/{id}")
    @Allowed(MEMBER)
    Party party(@PathVariable PartyId id) {
        return members.party(id);
    }

    @PostMapping("/v1/meters")
    @Allowed(
            value = ROLES,
            roles = {Role.ADMIN, Role.METER})
    @Writes(
            function = "member:registerMeter",
            command = MemberCommand.RegisterMeter.class,
            location = "/v1/meters/{id}")
    ResponseEntity<Written> registerMeter(Write write) {
        return submissions.submit(write, "member:registerMeter", MemberCommand.RegisterMeter.class);
    }

    @GetMapping("/v1/meters")
    @Allowed(MEMBER)
    Listing<Meter> meters(@RequestParam Optional<OrgId> organisation, Paging paging) {
        return paging.listing(members.meters(organisation, paging));
    }

    @GetMapping("/v1/meters/{id}")
    @Allowed(MEMBER)
    Meter meter(@PathVariable MeterId id) {
        return members.meter(id);
    }
}
