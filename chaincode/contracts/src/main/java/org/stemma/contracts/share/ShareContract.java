package org.stemma.contracts.share;

import java.util.List;
import org.hyperledger.fabric.contract.annotation.Contract;
import org.hyperledger.fabric.contract.annotation.Transaction;
import org.stemma.api.Outcome;
import org.stemma.api.Refused;
import org.stemma.api.SaleId;
import org.stemma.api.account.AccountId;
import org.stemma.api.account.AccountRefusal;
import org.stemma.api.asset.Asset;
import org.stemma.api.member.Party;
import org.stemma.api.member.Role;
import org.stemma.api.share.Holding;
import org.stemma.api.share.Sale;
import org.stemma.api.share.ShareCommand;
import org.stemma.api.share.ShareEvent;
import org.stemma.api.share.ShareRefusal;
import org.stemma.contracts.account.Accounts;
import org.stemma.contracts.asset.AssetBook;
import org.stemma.contracts.asset.AssetRules;
import org.stemma.contracts.kernel.Handling;
import org.stemma.contracts.kernel.RoomContract;
import org.stemma.contracts.kernel.Tx;
import org.stemma.contracts.member.MemberBook;

/** The share room's door. */
@Contract(name = "share")
public final class ShareContract extends RoomContract {
    private static final Handling<ShareCommand.Issue> ISSUE =
            Handling.once(ShareCommand.Issue.class, ShareContract::issue);
    private static final Handling<ShareCommand.Transfer> TRANSFER =
            Handling.once(ShareCommand.Transfer.class, ShareContract::transfer);
    private static final Handling<ShareCommand.OfferSale> OFFER_SALE =
            Handling.of(ShareCommand.OfferSale.class, ShareContract::offer);
    private static final Handling<ShareCommand.CancelSale> CANCEL_SALE =
            Handling.once(ShareCommand.CancelSale.class, ShareContract::cancel);
    private static final Handling<ShareCommand.Buy> BUY = Handling.once(ShareCommand.Buy.class, ShareContract::buy);

    /** What is done with each command of this room. */
    public static List<Handling<?>> handlings() {
        return List.of(ISSUE, TRANSFER, OFFER_SALE, CANCEL_SALE, BUY);
    }

    @Transaction
    public String issue(Tx tx, String json) {
        return execute(tx, json, ISSUE);
    }

    @Transaction
    public String transfer(Tx tx, String json) {
        return execute(tx, json, TRANSFER);
    }

    @Transaction
    public String offerSale(Tx tx, String json) {
        return execute(tx, json, OFFER_SALE);
    }

    @Transaction
    public String cancelSale(Tx tx, String json) {
        return execute(tx, json, CANCEL_SALE);
    }

    @Transaction
    public String buy(Tx tx, String json) {
        return execute(tx, json, BUY);
    }

    private static Outcome issue(Tx tx, ShareCommand.Issue command) {
        tx.caller().mustBe(Role.OWNER);
        AssetBook assets = new AssetBook(tx);
        Asset asset = assets.ownAsset(command.asset());
        Refused.unless(asset.shares().isEmpty(), ShareRefusal.ISSUED_BEFORE, "asset", asset.id());
        ShareRules.mustBeUnits(command.units());
        Party holder = new MemberBook(tx).ownParty(command.holder());
        assets.save(AssetRules.withShares(asset, new Asset.Shares(command.units(), tx.period())));
        Holding empty = ShareRules.empty(asset.id(), holder.id().value(), holder);
        new ShareBook(tx).save(ShareRules.give(empty, command.units(), tx.period()));
        tx.tell(new ShareEvent.Issued(asset.id(), holder.id(), command.units()));
        return Outcome.of(asset.id());
    }

    private static Outcome transfer(Tx tx, ShareCommand.Transfer command) {
        tx.caller().mustBe(Role.HOLDER);
        ShareRules.mustBeUnits(command.units());
        Refused.unless(!command.from().equals(command.to()), ShareRefusal.SAME_HOLDER, "party", command.to());
        new AssetBook(tx).mustBeListed(command.asset());
        ShareBook book = new ShareBook(tx);
        Holding from = book.ownHolding(command.asset(), command.from());
        long period = move(tx, from, holdingOf(tx, from, command.to()), command.units());
        tx.tell(new ShareEvent.Transferred(command.asset(), command.from(), command.to(), command.units(), period));
        return Outcome.of(command.asset());
    }

    private static Outcome offer(Tx tx, ShareCommand.OfferSale command) {
        tx.caller().mustBe(Role.HOLDER);
        ShareBook book = new ShareBook(tx);
        SaleId id = new SaleId(tx.idFor("sal", command.request()));
        if (!tx.isRepeat(command, book.findSale(id))) {
            ShareRules.mustBeUnits(command.units());
            Accounts accounts = new Accounts(tx);
            accounts.mustBePayable(command.price());
            Refused.unless(
                    accounts.ownWallet(command.wallet())
                            .balance()
                            .currency()
                            .equals(command.price().currency()),
                    AccountRefusal.CURRENCY_MISMATCH,
                    "price",
                    command.price().currency());
            Holding seller = book.ownHolding(command.asset(), command.seller());
            Holding escrow = ShareRules.empty(command.asset(), id.value(), seller.party(), seller.organisation());
            move(tx, seller, escrow, command.units());
            book.save(new Sale(
                    id,
                    command.asset(),
                    command.seller(),
                    seller.organisation(),
                    command.units(),
                    command.price(),
                    command.wallet(),
                    command.buyer(),
                    Sale.State.OPEN,
                    tx.now(),
                    command.digest()));
            tx.tell(new ShareEvent.SaleOffered(id, command.asset(), command.units(), command.price()));
        }
        return Outcome.of(id);
    }

    private static Outcome cancel(Tx tx, ShareCommand.CancelSale command) {
        tx.caller().mustBe(Role.HOLDER);
        ShareBook book = new ShareBook(tx);
        Sale sale = book.sale(command.sale());
        Holding escrow = book.holding(sale.asset(), sale.id());
        Refused.unless(
                sale.organisation().equals(tx.caller().organisation()), ShareRefusal.SALE_FOREIGN, "sale", sale.id());
        ShareRules.mustBeOpen(sale);
        move(tx, escrow, book.holding(sale.asset(), sale.seller()), sale.units());
        book.save(ShareRules.over(sale, Sale.State.CANCELLED));
        tx.tell(new ShareEvent.SaleCancelled(sale.id()));
        return Outcome.of(sale.id());
    }

    private static Outcome buy(Tx tx, ShareCommand.Buy command) {
        tx.caller().mustBe(Role.BUYER, Role.HOLDER);
        ShareBook book = new ShareBook(tx);
        Sale sale = book.sale(command.sale());
        ShareRules.mustBeOpen(sale);
        new AssetBook(tx).mustBeListed(sale.asset());
        Party buyer = new MemberBook(tx).ownParty(command.buyer());
        ShareRules.mustBeFor(sale, buyer.id());
        ShareRules.mustAccept(sale, command.maxPrice());
        Holding escrow = book.holding(sale.asset(), sale.id());
        long period = move(tx, escrow, holdingOf(tx, escrow, buyer.id()), sale.units());
        // The price passes the sale's own account, so that every posting names the two sides that it moves between.
        Accounts accounts = new Accounts(tx);
        accounts.spend(command.wallet(), sale.price(), command.folds(), AccountId.sale(sale.id()));
        accounts.credit(sale.wallet(), sale.price(), AccountId.sale(sale.id()));
        book.save(ShareRules.over(sale, Sale.State.SOLD));
        tx.tell(new ShareEvent.Sold(
                sale.id(), sale.asset(), sale.seller(), buyer.id(), sale.units(), sale.price(), period));
        return Outcome.of(sale.id());
    }

    private static Holding holdingOf(Tx tx, Holding other, org.stemma.api.PartyId party) {
        return new ShareBook(tx)
                .find(other.asset(), party)
                .orElseGet(() -> ShareRules.empty(other.asset(), party.value(), new MemberBook(tx).party(party)));
    }

    /** Moves units at one effective period for both sides; returns it. */
    private static long move(Tx tx, Holding from, Holding to, long units) {
        long period = ShareRules.effective(tx.period(), from, to);
        ShareBook book = new ShareBook(tx);
        book.save(ShareRules.take(from, units, period));
        book.save(ShareRules.give(to, units, period));
        return period;
    }
}
