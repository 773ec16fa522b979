package org.stemma.gateway.events;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.stemma.api.AssetId;
import org.stemma.api.Codec;
import org.stemma.api.Document;
import org.stemma.api.Drawer;
import org.stemma.api.GrantId;
import org.stemma.api.LruMap;
import org.stemma.api.MalformedException;
import org.stemma.api.PartyId;
import org.stemma.api.SaleId;
import org.stemma.api.WalletId;
import org.stemma.api.WithdrawalId;
import org.stemma.api.account.Wallet;
import org.stemma.api.account.Withdrawal;
import org.stemma.api.asset.Asset;
import org.stemma.api.license.Grant;
import org.stemma.api.member.Party;
import org.stemma.api.share.Sale;
import org.stemma.gateway.readmodel.EventRow;
import org.stemma.gateway.readmodel.ReadModel;

/**
 * Finds whom events concern, by the rule of reads: wallets, withdrawals, grants and payables are their organisations'
 * business, all else is every member's. An event that this gateway does not know is shown to nobody but who wrote it.
 */
class Concerns {
    /** Every member's: the catalogue, shares, usage, settlements, the council, time. */
    static final Set<String> PUBLIC = Set.of(
            "kernel.founded",
            "kernel.epochsClosed",
            "member.partyRegistered",
            "member.meterRegistered",
            "account.treasuryFolded",
            "asset.registered",
            "asset.versionAdded",
            "share.issued",
            "share.transferred",
            "share.saleOffered",
            "share.saleCancelled",
            "share.sold",
            "license.offered",
            "license.offerWithdrawn",
            "usage.reported",
            "royalty.folded",
            "royalty.settled",
            "royalty.distributed",
            "royalty.sharesClaimed",
            "governance.proposed",
            "governance.voteOpened",
            "governance.voted",
            "governance.queued",
            "governance.executed",
            "governance.cancelled",
            "governance.vetoed",
            "governance.parameterSet",
            "governance.treasuryPaid",
            "governance.ordered");

    /** The business of those whose wallet, withdrawal, grant or payable it is. */
    static final Set<String> PRIVATE = Set.of(
            "account.walletOpened",
            "account.deposited",
            "account.withdrawalRequested",
            "account.withdrawalPaid",
            "license.grantBought",
            "license.grantClosed",
            "license.grantSuspended",
            "license.lanesReleased",
            "license.keyAdded",
            "license.keyRevoked",
            "royalty.claimed");

    /** Members of events that hold a party's id. */
    private static final Set<String> PARTIES = Set.of("party", "owner", "holder", "licensee", "payee", "from", "to");

    /** Records whose owners are looked up again and again; whose they are never changes. */
    private static final int REMEMBERED = 20_000;

    private static final Set<Drawer> FOR_GOOD =
            EnumSet.of(Drawer.PARTY, Drawer.WALLET, Drawer.WITHDRAWAL, Drawer.GRANT);

    private final ReadModel readModel;
    private final Map<String, Document> remembered = Collections.synchronizedMap(new LruMap<>(REMEMBERED));

    Concerns(ReadModel readModel) {
        this.readModel = readModel;
    }

    Concern of(EventRow row) {
        Found found = new Found();
        found.organisations.add(row.mspId());
        Map<String, Object> event = Codec.members(row.document());
        event.forEach((name, value) -> {
            if (value instanceof String text) {
                try {
                    found.add(name, text);
                } catch (MalformedException e) {
                    // Of another form than today's: it points to nothing that could be looked up.
                }
            }
        });
        return new Concern(
                PUBLIC.contains(row.type()),
                PRIVATE.contains(row.type()) ? Set.copyOf(found.organisations) : Set.of(row.mspId()),
                Set.copyOf(found.parties),
                Set.copyOf(found.assets));
    }

    /** What an event's members lead to. */
    private final class Found {
        private final Set<String> organisations = new TreeSet<>();
        private final Set<String> parties = new TreeSet<>();
        private final Set<String> assets = new TreeSet<>();

        private void add(String name, String id) {
            if (PARTIES.contains(name)) {
                party(new PartyId(id));
            } else if (name.equals("asset")) {
                assets.add(new AssetId(id).value());
            } else if (name.equals("cashier")) {
                organisations.add(id);
            } else {
                addByRecord(name, id);
            }
        }

        private void addByRecord(String name, String id) {
            switch (name) {
                case "wallet" -> wallet(new WalletId(id));
                case "withdrawal" ->
                    find(Drawer.WITHDRAWAL, Withdrawal.class, new WithdrawalId(id))
                            .ifPresent(withdrawal -> {
                                organisations.add(withdrawal.cashier().value());
                                wallet(withdrawal.wallet());
                            });
                case "grant" -> find(Drawer.GRANT, Grant.class, new GrantId(id)).ifPresent(this::grant);
                case "sale" ->
                    find(Drawer.SALE, Sale.class, new SaleId(id)).ifPresent(sale -> {
                        assets.add(sale.asset().value());
                        party(sale.seller());
                        sale.buyer().ifPresent(this::party);
                    });
                default -> {
                    // Amounts, times, names: nothing to look up.
                }
            }
        }

        private void party(PartyId id) {
            parties.add(id.value());
            find(Drawer.PARTY, Party.class, id)
                    .ifPresent(party -> organisations.add(party.organisation().value()));
        }

        private void wallet(WalletId id) {
            find(Drawer.WALLET, Wallet.class, id).ifPresent(wallet -> {
                organisations.add(wallet.organisation().value());
                parties.add(wallet.party().value());
            });
        }

        private void grant(Grant grant) {
            organisations.add(grant.organisation().value());
            parties.add(grant.licensee().value());
            assets.add(grant.asset().value());
            find(Drawer.ASSET, Asset.class, grant.asset())
                    .ifPresent(asset -> organisations.add(asset.organisation().value()));
        }
    }

    /** A record as it is, or as it once was where that tells the same about whom it concerns. */
    private <T extends Document> Optional<T> find(Drawer drawer, Class<T> type, Object id) {
        if (!FOR_GOOD.contains(drawer)) {
            return readModel.find(drawer, type, id);
        }
        String key = drawer.key(id);
        Optional<T> known = Optional.ofNullable(remembered.get(key)).map(type::cast);
        if (known.isPresent()) {
            return known;
        }
        Optional<T> found = readModel.find(drawer, type, id);
        found.ifPresent(record -> remembered.put(key, record));
        return found;
    }
}
