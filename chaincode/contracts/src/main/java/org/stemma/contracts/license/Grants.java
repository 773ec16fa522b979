package org.stemma.contracts.license;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.stemma.api.GrantId;
import org.stemma.api.MeterId;
import org.stemma.api.Money;
import org.stemma.api.Outcome;
import org.stemma.api.PartyId;
import org.stemma.api.Refused;
import org.stemma.api.WalletId;
import org.stemma.api.account.AccountId;
import org.stemma.api.account.Receipt;
import org.stemma.api.account.Wallet;
import org.stemma.api.asset.Asset;
import org.stemma.api.license.Grant;
import org.stemma.api.license.LicenseCommand;
import org.stemma.api.license.LicenseEvent;
import org.stemma.api.license.LicenseRefusal;
import org.stemma.api.license.Terms;
import org.stemma.api.member.Meter;
import org.stemma.api.member.Role;
import org.stemma.contracts.account.Accounts;
import org.stemma.contracts.account.Lanes;
import org.stemma.contracts.asset.AssetBook;
import org.stemma.contracts.kernel.Tx;
import org.stemma.contracts.member.MemberBook;

/** Buying, closing and releasing grants: loads what the rules ask for and saves what they decide. */
final class Grants {
    private final Tx tx;
    private final LicenseBook book;
    private final AssetBook assets;
    private final Accounts accounts;
    private final Lanes lanes;

    Grants(Tx tx) {
        this.tx = tx;
        this.book = new LicenseBook(tx);
        this.assets = new AssetBook(tx);
        this.accounts = new Accounts(tx);
        this.lanes = new Lanes(tx);
    }

    Outcome buy(LicenseCommand.BuyGrant command) {
        GrantId id = idFor(tx, command);
        if (tx.isRepeat(command, book.find(id))) {
            return Outcome.of(id);
        }
        Asset asset = assets.asset(command.asset());
        assets.mustBeListed(asset.id());
        AssetBook.mustHave(asset, command.version());
        Asset.Offer offer = asset.offer(command.terms())
                .orElseThrow(() ->
                        Refused.because(LicenseRefusal.NOT_OFFERED, "asset", asset.id(), "terms", command.terms()));
        Terms terms = book.terms(offer.terms());
        LicenseRules.mustServe(terms, command.purpose());
        LicenseRules.mustBeAgreed(offer, command.meters(), terms.price());
        Optional<LicenseRules.Bill> bill = LicenseRules.bill(command, terms.price());
        mustActFor(command.licensee(), bill.flatMap(due -> command.wallet()));
        Grant grant = grant(id, command, terms, bill);
        bill.ifPresent(due -> pay(grant, terms, due, command.folds()));
        book.save(grant);
        tx.tell(new LicenseEvent.GrantBought(id, asset.id(), grant.licensee(), grant.terms()));
        return Outcome.of(id);
    }

    private static GrantId idFor(Tx tx, LicenseCommand.BuyGrant command) {
        return new GrantId(tx.idFor("grt", command.request()));
    }

    /** What a purchase that is accepted reads. Refuses what would be refused whatever is on the ledger. */
    static List<String> reads(Tx tx, LicenseCommand.BuyGrant command) {
        tx.caller().mustBe(Role.BUYER);
        TermsRules.mustBeMeters(command.meters());
        return Stream.of(
                        Stream.of(
                                LicenseBook.keyOf(idFor(tx, command)),
                                AssetBook.keyOf(command.asset()),
                                LicenseBook.keyOfTerms(command.terms())),
                        command.wallet().map(Accounts::keyOf).stream(),
                        command.meters().stream().map(MemberBook::keyOf))
                .flatMap(keys -> keys)
                .toList();
    }

    /** Whoever can spend a party's wallet acts for the party: a wallet is opened for parties of its organisation alone. */
    private void mustActFor(PartyId licensee, Optional<WalletId> wallet) {
        if (!wallet.map(accounts::ownWallet).map(Wallet::party).equals(Optional.of(licensee))) {
            new MemberBook(tx).ownParty(licensee);
        }
    }

    private Grant grant(GrantId id, LicenseCommand.BuyGrant command, Terms terms, Optional<LicenseRules.Bill> bill) {
        return new Grant(
                id,
                command.licensee(),
                tx.caller().organisation(),
                command.asset(),
                command.version(),
                command.terms(),
                Optional.of(terms.price()),
                command.purpose(),
                bill.map(due -> due.fee().currency()),
                bill.flatMap(due -> command.wallet()),
                command.meters(),
                Optional.of(keysOf(command.meters())),
                tx.now(),
                LicenseRules.validUntil(terms, tx.now()),
                Optional.empty(),
                false,
                false,
                command.digest());
    }

    /** A meter's record never changes, so that each of its reports is spared the reading of it. */
    private List<Meter.Key> keysOf(List<MeterId> meters) {
        MemberBook members = new MemberBook(tx);
        return meters.stream().map(members::meter).map(Meter::key).toList();
    }

    /** One debit of the wallet pays fee and purse together: the fee on to the asset, the rest into the purse. */
    private void pay(Grant grant, Terms terms, LicenseRules.Bill bill, List<String> folds) {
        WalletId wallet = grant.wallet()
                .orElseThrow(
                        () -> Refused.because(LicenseRefusal.WALLET_NEEDED, "member", "wallet", "grant", grant.id()));
        Money total = bill.fee().plus(bill.prepaid());
        if (total.isPositive()) {
            accounts.mustBePayable(total);
        }
        AccountId purse = AccountId.purse(grant.id());
        accounts.spend(wallet, total, folds, purse);
        accounts.receive(
                purse,
                new Accounts.Due(
                        grant.asset(),
                        grant.version(),
                        tx.period(),
                        Receipt.Kind.LICENSE_FEE,
                        bill.fee(),
                        Optional.of(grant.id()),
                        Optional.empty()));
        lanes.open(grant.id(), grant.meters(), bill.prepaid(), bill.lowMark(), terms.quotaUnits());
    }

    Outcome close(GrantId id) {
        Grant grant = book.ownGrant(id);
        book.save(LicenseRules.close(grant, tx.now()));
        grant.wallet().ifPresent(wallet -> lanes.returnPurse(id, wallet));
        tx.tell(new LicenseEvent.GrantClosed(id));
        return Outcome.of(id);
    }

    Outcome release(GrantId id) {
        Grant grant = book.ownGrant(id);
        Instant end = grant.closedAt()
                .or(grant::validUntil)
                .orElseThrow(() -> Refused.because(LicenseRefusal.LANES_IN_USE, "grant", id));
        long endPeriod = tx.charter().periodOf(tx.charter().epochOf(end));
        long window = tx.charter().rulesFor(endPeriod).usageWindowPeriods();
        book.save(LicenseRules.release(grant, endPeriod, window, tx.period()));
        grant.wallet().ifPresent(wallet -> {
            grant.meters().forEach(meter -> lanes.returnLane(id, meter, wallet));
            lanes.returnPurse(id, wallet);
        });
        tx.tell(new LicenseEvent.LanesReleased(id));
        return Outcome.of(id);
    }
}
