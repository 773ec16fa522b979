package org.stemma.gateway.offline;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.stereotype.Component;
import org.stemma.api.Codec;
import org.stemma.api.Command;
import org.stemma.api.Drawer;
import org.stemma.api.Functions;
import org.stemma.api.MalformedException;
import org.stemma.api.Refused;
import org.stemma.api.WalletId;
import org.stemma.api.account.Wallet;
import org.stemma.gateway.GatewayRefusal;
import org.stemma.gateway.account.Folds;
import org.stemma.gateway.ledger.Caller;
import org.stemma.gateway.readmodel.ReadModel;
import org.stemma.gateway.web.Malformed;

/**
 * Reads commands strictly. A gateway adds one thing only, and only where the client left it out: the credits of the
 * client's wallet that a spend folds. They are a hint on the ledger's state, by which no command becomes another one.
 */
@Component
class Preparations {
    private static final String FOLDS = "folds";

    private final Folds folds;
    private final ReadModel readModel;

    Preparations(Folds folds, ReadModel readModel) {
        this.folds = folds;
        this.readModel = readModel;
    }

    /** The command of a function, with the credits that it folds as they are now. */
    Command command(Caller caller, String function, Map<String, Object> asked) {
        Class<? extends Command> type = type(function);
        Map<String, Object> members = new TreeMap<>(asked);
        if (folds(type) && !members.containsKey(FOLDS)) {
            members.put(FOLDS, List.copyOf(creditsToFold(caller, members.get("wallet"))));
        }
        try {
            return Codec.decode(members, type);
        } catch (MalformedException e) {
            throw Malformed.at(e, "command");
        }
    }

    /** The command that stands in a signed proposal or transaction. */
    Command command(String function, String argument) {
        return Codec.decode(argument, type(function));
    }

    private static Class<? extends Command> type(String function) {
        return Functions.command(function)
                .orElseThrow(() -> Refused.because(GatewayRefusal.FUNCTION_UNKNOWN, "function", function));
    }

    private static boolean folds(Class<? extends Command> type) {
        return Arrays.stream(type.getRecordComponents())
                .anyMatch(component -> component.getName().equals(FOLDS));
    }

    /** Of a wallet that is not this organisation's, nothing is told. */
    private List<String> creditsToFold(Caller caller, @org.jspecify.annotations.Nullable Object wallet) {
        if (!(wallet instanceof String id)) {
            return List.of();
        }
        WalletId walletId = new WalletId(id);
        Optional<Wallet> own = readModel
                .find(Drawer.WALLET, Wallet.class, walletId)
                .filter(found -> found.organisation().equals(caller.organisation()));
        return own.isPresent() ? folds.of(walletId) : List.of();
    }
}
