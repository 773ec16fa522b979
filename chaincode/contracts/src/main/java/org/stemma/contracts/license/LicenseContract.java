package org.stemma.contracts.license;

import java.util.List;
import java.util.Optional;
import org.hyperledger.fabric.contract.annotation.Contract;
import org.hyperledger.fabric.contract.annotation.Transaction;
import org.stemma.api.AssetId;
import org.stemma.api.Outcome;
import org.stemma.api.Refused;
import org.stemma.api.asset.Asset;
import org.stemma.api.license.Authorization;
import org.stemma.api.license.GrantKey;
import org.stemma.api.license.LicenseCommand;
import org.stemma.api.license.LicenseEvent;
import org.stemma.api.license.LicenseRefusal;
import org.stemma.api.member.Role;
import org.stemma.contracts.asset.AssetBook;
import org.stemma.contracts.asset.AssetRules;
import org.stemma.contracts.asset.Assets;
import org.stemma.contracts.kernel.Handling;
import org.stemma.contracts.kernel.RoomContract;
import org.stemma.contracts.kernel.Tx;
import org.stemma.contracts.member.MemberBook;

/** The license room's door. */
@Contract(name = "license")
public final class LicenseContract extends RoomContract {
    private static final Handling<LicenseCommand.Offer> OFFER =
            Handling.once(LicenseCommand.Offer.class, LicenseContract::offer);
    private static final Handling<LicenseCommand.WithdrawOffer> WITHDRAW_OFFER =
            Handling.once(LicenseCommand.WithdrawOffer.class, LicenseContract::withdraw);
    private static final Handling<LicenseCommand.BuyGrant> BUY_GRANT = Handling.of(
                    LicenseCommand.BuyGrant.class, (tx, command) -> new Grants(tx).buy(command))
            .reading(Grants::reads);
    private static final Handling<LicenseCommand.AddKey> ADD_KEY =
            Handling.once(LicenseCommand.AddKey.class, LicenseContract::addKey);
    private static final Handling<LicenseCommand.RevokeKey> REVOKE_KEY =
            Handling.once(LicenseCommand.RevokeKey.class, LicenseContract::revokeKey);
    private static final Handling<LicenseCommand.CloseGrant> CLOSE_GRANT =
            Handling.once(LicenseCommand.CloseGrant.class, LicenseContract::close);
    private static final Handling<LicenseCommand.ReleaseLanes> RELEASE_LANES =
            Handling.once(LicenseCommand.ReleaseLanes.class, LicenseContract::release);
    private static final Handling<LicenseCommand.RegisterDerived> REGISTER_DERIVED =
            Handling.of(LicenseCommand.RegisterDerived.class, LicenseContract::register);
    private static final Handling<LicenseCommand.AddDerivedVersion> ADD_DERIVED_VERSION =
            Handling.once(LicenseCommand.AddDerivedVersion.class, LicenseContract::addVersion);

    /** What is done with each command of this room. */
    public static List<Handling<?>> handlings() {
        return List.of(
                OFFER,
                WITHDRAW_OFFER,
                BUY_GRANT,
                ADD_KEY,
                REVOKE_KEY,
                CLOSE_GRANT,
                RELEASE_LANES,
                REGISTER_DERIVED,
                ADD_DERIVED_VERSION);
    }

    @Transaction
    public String offer(Tx tx, String json) {
        return execute(tx, json, OFFER);
    }

    @Transaction
    public String withdrawOffer(Tx tx, String json) {
        return execute(tx, json, WITHDRAW_OFFER);
    }

    @Transaction
    public String buyGrant(Tx tx, String json) {
        return execute(tx, json, BUY_GRANT);
    }

    @Transaction
    public String addKey(Tx tx, String json) {
        return execute(tx, json, ADD_KEY);
    }

    @Transaction
    public String revokeKey(Tx tx, String json) {
        return execute(tx, json, REVOKE_KEY);
    }

    @Transaction
    public String closeGrant(Tx tx, String json) {
        return execute(tx, json, CLOSE_GRANT);
    }

    @Transaction
    public String releaseLanes(Tx tx, String json) {
        return execute(tx, json, RELEASE_LANES);
    }

    @Transaction
    public String registerDerived(Tx tx, String json) {
        return execute(tx, json, REGISTER_DERIVED);
    }

    @Transaction
    public String addDerivedVersion(Tx tx, String json) {
        return execute(tx, json, ADD_DERIVED_VERSION);
    }

    /** Answers what a grant still allows, or why not. Writes nothing. */
    @Transaction(intent = Transaction.TYPE.EVALUATE)
    public String authorize(Tx tx, String json) {
        return execute(tx, json, Authorization.Question.class, question -> new Enforcement(tx).authorize(question));
    }

    private static Outcome offer(Tx tx, LicenseCommand.Offer command) {
        tx.caller().mustBe(Role.OWNER);
        AssetBook assets = new AssetBook(tx);
        Asset asset = assets.ownAsset(command.asset());
        TermsRules.mustBeSound(tx.charter(), command.terms());
        TermsRules.mustBeGivable(
                command.terms(), tx.charter().rulesFor(tx.period()).maxUpstream());
        MemberBook members = new MemberBook(tx);
        command.meters().forEach(members::meter);
        List<Asset.Offer> offers = TermsRules.offer(asset, command.terms(), command.meters());
        new LicenseBook(tx).save(command.terms());
        assets.save(AssetRules.withOffers(asset, offers));
        tx.tell(new LicenseEvent.Offered(asset.id(), command.terms().id()));
        return Outcome.of(command.terms().id());
    }

    private static Outcome withdraw(Tx tx, LicenseCommand.WithdrawOffer command) {
        tx.caller().mustBe(Role.OWNER);
        AssetBook assets = new AssetBook(tx);
        Asset asset = assets.ownAsset(command.asset());
        Refused.unless(asset.offer(command.terms()).isPresent(), LicenseRefusal.NOT_OFFERED, "terms", command.terms());
        List<Asset.Offer> offers = asset.offers().stream()
                .filter(offer -> !offer.terms().equals(command.terms()))
                .toList();
        assets.save(AssetRules.withOffers(asset, offers));
        tx.tell(new LicenseEvent.OfferWithdrawn(asset.id(), command.terms()));
        return Outcome.of(command.terms());
    }

    private static Outcome addKey(Tx tx, LicenseCommand.AddKey command) {
        tx.caller().mustBe(Role.BUYER);
        LicenseBook book = new LicenseBook(tx);
        LicenseRules.mustBeInForce(book.ownGrant(command.grant()), tx.now());
        Refused.unless(book.key(command.key()).isEmpty(), LicenseRefusal.KEY_USED, "key", command.key());
        book.save(new GrantKey(command.key(), command.grant(), false));
        tx.tell(new LicenseEvent.KeyAdded(command.grant(), command.key()));
        return Outcome.of(command.key());
    }

    private static Outcome revokeKey(Tx tx, LicenseCommand.RevokeKey command) {
        tx.caller().mustBe(Role.BUYER);
        LicenseBook book = new LicenseBook(tx);
        book.ownGrant(command.grant());
        Optional<GrantKey> key =
                book.key(command.key()).filter(found -> found.grant().equals(command.grant()));
        Refused.unless(key.isPresent(), LicenseRefusal.KEY_UNKNOWN, "key", command.key());
        book.save(new GrantKey(command.key(), command.grant(), true));
        tx.tell(new LicenseEvent.KeyRevoked(command.grant(), command.key()));
        return Outcome.of(command.key());
    }

    private static Outcome close(Tx tx, LicenseCommand.CloseGrant command) {
        tx.caller().mustBe(Role.BUYER);
        return new Grants(tx).close(command.grant());
    }

    private static Outcome release(Tx tx, LicenseCommand.ReleaseLanes command) {
        tx.caller().mustBe(Role.BUYER);
        return new Grants(tx).release(command.grant());
    }

    private static Outcome register(Tx tx, LicenseCommand.RegisterDerived command) {
        tx.caller().mustBe(Role.OWNER);
        Assets assets = new Assets(tx);
        AssetId id = assets.idFor(command.request());
        if (tx.isRepeat(command, new AssetBook(tx).find(id))) {
            return Outcome.of(id, 1);
        }
        List<AssetRules.Origin> origins =
                new Derivation(tx).origins(command.kind(), command.owner(), command.parents());
        Assets.Making making = new Assets.Making(command.content(), command.contributors(), origins);
        return assets.register(id, command.kind(), command.name(), command.owner(), making, command.digest());
    }

    private static Outcome addVersion(Tx tx, LicenseCommand.AddDerivedVersion command) {
        tx.caller().mustBe(Role.OWNER);
        Asset asset = new AssetBook(tx).ownAsset(command.asset());
        List<AssetRules.Origin> origins = new Derivation(tx).origins(asset.kind(), asset.owner(), command.parents());
        return new Assets(tx).addVersion(asset, new Assets.Making(command.content(), command.contributors(), origins));
    }
}
