package org.stemma.contracts.royalty;

import java.util.Optional;
import org.stemma.api.Money;
import org.stemma.api.PartyId;
import org.stemma.api.ProposalId;
import org.stemma.api.royalty.Payable;
import org.stemma.contracts.account.Treasuries;
import org.stemma.contracts.kernel.Tx;

/** What others than settlements owe: parties claim it with their royalties. */
public final class Payables {
    private final Tx tx;

    public Payables(Tx tx) {
        this.tx = tx;
    }

    /** Owes a party what the council decided to pay it out of the treasury. Its peer may be down: it claims when it is up. */
    public void oweFromTreasury(ProposalId proposal, PartyId payee, Money amount) {
        new Treasuries(tx).pay(payee, amount);
        new RoyaltyBook(tx)
                .add(new Payable(
                        tx.nextId(),
                        payee,
                        Optional.empty(),
                        tx.period(),
                        Optional.empty(),
                        Optional.of(proposal),
                        Payable.Reason.TREASURY,
                        amount,
                        tx.now()));
    }
}
