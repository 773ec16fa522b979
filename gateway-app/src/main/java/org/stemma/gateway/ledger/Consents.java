package org.stemma.gateway.ledger;

import org.stemma.api.Command;
import org.stemma.api.Drawer;
import org.stemma.api.account.AccountCommand;
import org.stemma.api.governance.GovernanceCommand;
import org.stemma.api.share.Holding;
import org.stemma.api.share.ShareCommand;
import org.stemma.api.usage.UsageCommand;
import org.stemma.gateway.readmodel.ReadModel;

/**
 * Tells from a command which organisations must endorse it: almost always the caller's own is enough of an owner. Lanes,
 * receipts and reports have no policy of their own, so any majority endorses usage: a meter goes on while the chaincode
 * service of its member is away.
 */
final class Consents {
    private final ReadModel readModel;

    Consents(ReadModel readModel) {
        this.readModel = readModel;
    }

    Consent of(Command command) {
        if (command instanceof ShareCommand.Transfer transfer) {
            return of(transfer);
        }
        if (command instanceof UsageCommand.Report) {
            return Consent.ANY_MAJORITY;
        }
        return isCouncils(command) ? Consent.COUNCIL : Consent.MAJORITY;
    }

    /** Whether it writes a key of the council. A vote writes a ballot, which is its own organisation's. */
    private static boolean isCouncils(Command command) {
        return command instanceof AccountCommand.FoldTreasury
                || (command instanceof GovernanceCommand && !(command instanceof GovernanceCommand.Vote));
    }

    /** Who has units already keeps them under its own organisation's policy, what is given to it included. */
    private Consent of(ShareCommand.Transfer transfer) {
        return readModel
                .find(Drawer.HOLDING, Holding.class, transfer.asset(), transfer.to())
                .map(holding -> Consent.with(holding.organisation().value()))
                .orElse(Consent.MAJORITY);
    }
}
