package org.stemma.gateway.governance;

import static org.stemma.gateway.security.Allowed.Who.MEMBER;
import static org.stemma.gateway.security.Allowed.Who.ROLES;
import static org.stemma.gateway.security.Allowed.Who.WRITER;

import java.util.Optional;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.stemma.api.OrgId;
import org.stemma.api.ProposalId;
import org.stemma.api.governance.GovernanceCommand;
import org.stemma.api.governance.ParameterTable;
import org.stemma.api.kernel.Order;
import org.stemma.api.member.Role;
import org.stemma.gateway.ledger.Caller;
import org.stemma.gateway.security.Allowed;
import org.stemma.gateway.web.Paging;
import org.stemma.gateway.web.Paging.Listing;
import org.stemma.gateway.web.Submissions;
import org.stemma.gateway.web.Write;
import org.stemma.gateway.web.Writes;
import org.stemma.gateway.web.Written;

/** What the council decides. All of it is every member's to see. */
@RestController
class GovernanceController {
    private final Submissions submissions;
    private final GovernanceQueries proposals;

    GovernanceController(Submissions submissions, GovernanceQueries proposals) {
        this.submissions = submissions;
        this.proposals = proposals;
    }

    @PostMapping("/v1/proposals")
    @Allowed(
            value = ROLES,
            roles = {Role.COUNCIL})
    @Writes(function = "governance:propose", command = GovernanceCommand.Propose.class, location = "/v1/proposals/{id}")
    ResponseEntity<Written> propose(Write write) {
        return submissions.submit(write, "governance:propose", GovernanceCommand.Propose.class);
    }

    @GetMapping("/v1/proposals")
    @Allowed(MEMBER)
    Listing<ProposalView> proposals(Caller caller, @RequestParam Optional<OrgId> proposer, Paging paging) {
        return paging.listing(proposals.proposals(caller, proposer, paging));
    }

    @GetMapping("/v1/proposals/{id}")
    @Allowed(MEMBER)
    ProposalView proposal(Caller caller, @PathVariable ProposalId id) {
        return proposals.proposal(caller, id);
    }

    @PostMapping("/v1/proposals/{proposal}/open")
    @Allowed(WRITER)
    @Writes(
            function = "governance:openVote",
            command = GovernanceCommand.OpenVote.class,
            location = "/v1/proposals/{id}")
    ResponseEntity<Written> open(Write write) {
        GovernanceCommand.OpenVote command = write.command(GovernanceCommand.OpenVote.class);
        proposals.closeEpochs(write.caller(), command.proposal());
        return submissions.submit(write, "governance:openVote", GovernanceCommand.OpenVote.class);
    }

    @PostMapping("/v1/proposals/{proposal}/votes")
    @Allowed(
            value = ROLES,
            roles = {Role.COUNCIL})
    @Writes(function = "governance:vote", command = GovernanceCommand.Vote.class, location = "/v1/proposals/{id}")
    ResponseEntity<Written> vote(Write write) {
        return submissions.submit(write, "governance:vote", GovernanceCommand.Vote.class);
    }

    @PostMapping("/v1/proposals/{proposal}/queue")
    @Allowed(WRITER)
    @Writes(function = "governance:queue", command = GovernanceCommand.Queue.class, location = "/v1/proposals/{id}")
    ResponseEntity<Written> queue(Write write) {
        GovernanceCommand.Queue command = write.command(GovernanceCommand.Queue.class);
        proposals.closeEpochs(write.caller(), command.proposal());
        return submissions.submit(write, "governance:queue", GovernanceCommand.Queue.class);
    }

    @PostMapping("/v1/proposals/{proposal}/execute")
    @Allowed(WRITER)
    @Writes(function = "governance:execute", command = GovernanceCommand.Execute.class, location = "/v1/proposals/{id}")
    ResponseEntity<Written> execute(Write write) {
        return submissions.submit(write, "governance:execute", GovernanceCommand.Execute.class);
    }

    @PostMapping("/v1/proposals/{proposal}/cancel")
    @Allowed(
            value = ROLES,
            roles = {Role.COUNCIL})
    @Writes(function = "governance:cancel", command = GovernanceCommand.Cancel.class, location = "/v1/proposals/{id}")
    ResponseEntity<Written> cancel(Write write) {
        return submissions.submit(write, "governance:cancel", GovernanceCommand.Cancel.class);
    }

    @PostMapping("/v1/proposals/{proposal}/veto")
    @Allowed(
            value = ROLES,
            roles = {Role.COUNCIL})
    @Writes(function = "governance:veto", command = GovernanceCommand.Veto.class, location = "/v1/proposals/{id}")
    ResponseEntity<Written> veto(Write write) {
        return submissions.submit(write, "governance:veto", GovernanceCommand.Veto.class);
    }

    @GetMapping("/v1/parameters")
    @Allowed(MEMBER)
    ParameterTable parameters(Caller caller) {
        return proposals.parameters(caller);
    }

    @GetMapping("/v1/orders")
    @Allowed(MEMBER)
    Listing<Order> orders(Paging paging) {
        return paging.listing(proposals.orders(paging));
    }
}
