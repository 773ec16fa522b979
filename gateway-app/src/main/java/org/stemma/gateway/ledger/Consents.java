package org.stemma.gateway.ledger;

import org.stemma.api.Command;
import org.stemma.api.Drawer;
import org.stemma.api.share.Holding;
import org.stemma.api.share.ShareCommand;
import org.stemma.gateway.readmodel.ReadModel;

/** Tells from a command which organisations must endorse it: almost always the caller's own is enough of an owner. */
final class Consents {
    private final ReadModel readModel;

    Consents(ReadModel readModel) {
        this.readModel = readModel;
    }

    Consent of(Command command) {
        if (command instanceof ShareCommand.Transfer transfer) {
            return of(transfer);
        }
        return Consent.MAJORITY;
    }

    /** Who has units already keeps them under its own organisation's policy, what is given to it included. */
    private Consent of(ShareCommand.Transfer transfer) {
        return readModel
                .find(Drawer.HOLDING, Holding.class, transfer.asset(), transfer.to())
                .map(holding -> Consent.with(holding.organisation().value()))
                .orElse(Consent.MAJORITY);
    }
}
