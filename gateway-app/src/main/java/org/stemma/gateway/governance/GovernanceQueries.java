package org.stemma.gateway.governance;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.stereotype.Component;
import org.stemma.api.Codec;
import org.stemma.api.Drawer;
import org.stemma.api.OrgId;
import org.stemma.api.ProposalId;
import org.stemma.api.Refused;
import org.stemma.api.governance.GovernanceRefusal;
import org.stemma.api.governance.Inspection;
import org.stemma.api.governance.ParameterTable;
import org.stemma.api.governance.Proposal;
import org.stemma.api.kernel.Order;
import org.stemma.gateway.kernel.Epochs;
import org.stemma.gateway.ledger.Caller;
import org.stemma.gateway.ledger.Ledger;
import org.stemma.gateway.readmodel.IndexedFields;
import org.stemma.gateway.readmodel.Page;
import org.stemma.gateway.readmodel.ReadModel;
import org.stemma.gateway.web.Paging;

/**
 * Proposals from the read model, and what they are from the own peer: the law of decisions stands in the chaincode only, so
 * the gateway asks it and never derives a status itself.
 */
@Component
class GovernanceQueries {
    private final ReadModel readModel;
    private final Ledger ledger;
    private final Epochs epochs;

    GovernanceQueries(ReadModel readModel, Ledger ledger, Epochs epochs) {
        this.readModel = readModel;
        this.ledger = ledger;
        this.epochs = epochs;
    }

    ProposalView proposal(Caller caller, ProposalId id) {
        Proposal proposal = readModel
                .find(Drawer.PROPOSAL, Proposal.class, id)
                .orElseThrow(() -> Refused.because(GovernanceRefusal.PROPOSAL_UNKNOWN, "proposal", id));
        return views(caller, List.of(proposal)).get(0);
    }

    Page<ProposalView> proposals(Caller caller, Optional<OrgId> proposer, Paging paging) {
        Map<String, String> fields = new TreeMap<>();
        proposer.ifPresent(id -> fields.put(IndexedFields.ORGANISATION, id.value()));
        Page<Proposal> page = readModel.scan(
                Drawer.PROPOSAL, Proposal.class, Drawer.PROPOSAL.range(), fields, paging.after(), paging.limit());
        return new Page<>(views(caller, page.items()), page.next());
    }

    Page<Order> orders(Paging paging) {
        return readModel.scan(Drawer.ORDER, Order.class, Drawer.ORDER.range(), paging.after(), paging.limit());
    }

    private List<ProposalView> views(Caller caller, List<Proposal> proposals) {
        List<ProposalView> views = new ArrayList<>();
        for (int from = 0; from < proposals.size(); from += Inspection.MAX_PROPOSALS) {
            List<Proposal> some = proposals.subList(from, Math.min(proposals.size(), from + Inspection.MAX_PROPOSALS));
            Inspection answer = inspect(caller, some.stream().map(Proposal::id).toList());
            for (int i = 0; i < some.size(); i++) {
                views.add(ProposalView.of(
                        some.get(i), answer.at(), answer.proposals().get(i)));
            }
        }
        return views;
    }

    private Inspection inspect(Caller caller, List<ProposalId> ids) {
        String question = Codec.encode(new Inspection.Question(ids));
        return ledger.evaluate(caller, "governance:inspect", Inspection.class, question);
    }

    ParameterTable parameters(Caller caller) {
        String question = Codec.encode(new ParameterTable.Question());
        return ledger.evaluate(caller, "governance:parameters", ParameterTable.class, question);
    }

    /**
     * Closes the epochs that the next step of a proposal needs closed, as far as they are due: up to the opening of its
     * vote, or up to its closing. What was decided early needs none.
     */
    void closeEpochs(Caller caller, ProposalId id) {
        Inspection.View view = inspect(caller, List.of(id)).proposals().get(0);
        Optional<Instant> limit = view.tally().isEmpty()
                ? Optional.of(view.timeline().opens())
                : Optional.of(view.timeline().closes())
                        .filter(closes -> !view.timeline().decidedEarly());
        limit.ifPresent(
                time -> epochs.closeThrough(caller, Math.min(epochs.charter().epochOf(time) - 1, epochs.dueThrough())));
    }
}
