package org.stemma.gateway.account;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.stereotype.Component;
import org.stemma.api.Codec;
import org.stemma.api.Command;
import org.stemma.api.WalletId;
import org.stemma.gateway.ledger.Renewals;

/** Spends that were kept: the credits that they named may be folded by now, and others may have come. */
@Component
class FoldRenewals implements Renewals {
    private final Folds folds;

    FoldRenewals(Folds folds) {
        this.folds = folds;
    }

    @Override
    public Command renew(Command command) {
        Map<String, Object> members = new TreeMap<>(Codec.members(Codec.encode(command)));
        if (members.containsKey("folds") && members.get("wallet") instanceof String wallet) {
            members.put("folds", List.copyOf(folds.of(new WalletId(wallet))));
            return Codec.decode(members, command.getClass());
        }
        return command;
    }
}
