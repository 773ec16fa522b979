package org.stemma.contracts.asset;

import java.util.List;
import org.hyperledger.fabric.contract.annotation.Contract;
import org.hyperledger.fabric.contract.annotation.Transaction;
import org.stemma.api.AssetId;
import org.stemma.api.Outcome;
import org.stemma.api.asset.AssetCommand;
import org.stemma.api.member.Role;
import org.stemma.contracts.kernel.RoomContract;
import org.stemma.contracts.kernel.Tx;

/** The asset room's door. */
@Contract(name = "asset")
public final class AssetContract extends RoomContract {
    @Transaction
    public String register(Tx tx, String json) {
        return execute(tx, json, AssetCommand.Register.class, command -> register(tx, command));
    }

    @Transaction
    public String addVersion(Tx tx, String json) {
        return execute(tx, json, AssetCommand.AddVersion.class, c -> tx.once(c, () -> addVersion(tx, c)));
    }

    private static Outcome register(Tx tx, AssetCommand.Register command) {
        tx.caller().mustBe(Role.OWNER);
        Assets assets = new Assets(tx);
        AssetId id = assets.idFor(command.request());
        if (tx.isRepeat(command, new AssetBook(tx).find(id))) {
            return Outcome.of(id, 1);
        }
        Assets.Making making = new Assets.Making(command.content(), command.contributors(), List.of());
        return assets.register(id, command.kind(), command.name(), command.owner(), making, command.digest());
    }

    private static Outcome addVersion(Tx tx, AssetCommand.AddVersion command) {
        tx.caller().mustBe(Role.OWNER);
        Assets.Making making = new Assets.Making(command.content(), command.contributors(), List.of());
        return new Assets(tx).addVersion(new AssetBook(tx).ownAsset(command.asset()), making);
    }
}
