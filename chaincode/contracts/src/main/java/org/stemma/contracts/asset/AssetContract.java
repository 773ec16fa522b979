package org.stemma.contracts.asset;

import java.util.List;
import org.hyperledger.fabric.contract.annotation.Contract;
import org.hyperledger.fabric.contract.annotation.Transaction;
import org.stemma.api.AssetId;
import org.stemma.api.Outcome;
import org.stemma.api.asset.AssetCommand;
import org.stemma.api.member.Role;
import org.stemma.contracts.kernel.Handling;
import org.stemma.contracts.kernel.RoomContract;
import org.stemma.contracts.kernel.Tx;

/** The asset room's door. */
@Contract(name = "asset")
public final class AssetContract extends RoomContract {
    private static final Handling<AssetCommand.Register> REGISTER =
            Handling.of(AssetCommand.Register.class, AssetContract::register);
    private static final Handling<AssetCommand.AddVersion> ADD_VERSION =
            Handling.once(AssetCommand.AddVersion.class, AssetContract::addVersion);

    /** What is done with each command of this room. */
    public static List<Handling<?>> handlings() {
        return List.of(REGISTER, ADD_VERSION);
    }

    @Transaction
    public String register(Tx tx, String json) {
        return execute(tx, json, REGISTER);
    }

    @Transaction
    public String addVersion(Tx tx, String json) {
        return execute(tx, json, ADD_VERSION);
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
