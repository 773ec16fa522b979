package org.stemma.contracts.governance;

import java.util.Optional;
import org.stemma.api.Money;
import org.stemma.api.PartyId;
import org.stemma.api.ProposalId;
import org.stemma.api.governance.GovernanceEvent;
import org.stemma.api.kernel.Order;
import org.stemma.contracts.kernel.Tx;
import org.stemma.contracts.royalty.Payables;
import org.stemma.governance.action.Action;
import org.stemma.governance.action.Effects;
import org.stemma.governance.action.OrderAccount;
import org.stemma.governance.action.OrderAsset;
import org.stemma.governance.action.PayFromTreasury;
import org.stemma.governance.action.SetParameter;

/** Writes what a proposal decided, each part in its own room's records. */
final class Enactment {
    private final Tx tx;
    private final ProposalId proposal;

    Enactment(Tx tx, ProposalId proposal) {
        this.tx = tx;
        this.proposal = proposal;
    }

    void write(Effects effects) {
        if (effects.actions().stream().anyMatch(SetParameter.class::isInstance)) {
            new CouncilParameters(tx).save(effects.after().parameters());
        }
        effects.actions().forEach(this::write);
    }

    private void write(Action action) {
        if (action instanceof SetParameter set) {
            tx.tell(new GovernanceEvent.ParameterSet(
                    proposal, set.parameter().key(), set.before(), set.after(), set.notBeforePeriod()));
        } else if (action instanceof PayFromTreasury payment) {
            PartyId payee = Mapping.payee(payment);
            Money amount = Mapping.money(payment.amount());
            new Payables(tx).oweFromTreasury(proposal, payee, amount);
            tx.tell(new GovernanceEvent.TreasuryPaid(proposal, payee, amount));
        } else if (action instanceof OrderAsset order) {
            impose(new Order(order.target(), Mapping.standing(order.after()), Optional.empty(), proposal.value()));
        } else if (action instanceof OrderAccount order) {
            Money held = Mapping.money(order.after());
            impose(new Order(order.target(), Order.Standing.LISTED, Optional.of(held), proposal.value()));
        }
    }

    /** A release is an order too: a key with a policy is never deleted. */
    private void impose(Order order) {
        tx.impose(order);
        tx.tell(new GovernanceEvent.Ordered(proposal, order));
    }
}
