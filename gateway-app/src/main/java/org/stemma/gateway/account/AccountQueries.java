package org.stemma.gateway.account;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.stereotype.Component;
import org.stemma.api.AssetId;
import org.stemma.api.Drawer;
import org.stemma.api.PartyId;
import org.stemma.api.Refused;
import org.stemma.api.WalletId;
import org.stemma.api.WithdrawalId;
import org.stemma.api.account.AccountRefusal;
import org.stemma.api.account.Receipt;
import org.stemma.api.account.Wallet;
import org.stemma.api.account.Withdrawal;
import org.stemma.gateway.ledger.Caller;
import org.stemma.gateway.readmodel.IndexedFields;
import org.stemma.gateway.readmodel.Page;
import org.stemma.gateway.readmodel.ReadModel;
import org.stemma.gateway.web.Paging;
import org.stemma.gateway.web.Visibility;

/** Wallets, withdrawals and receipts, as REST and pages show them. Wallets and withdrawals are the business of those whom they concern. */
@Component
class AccountQueries {
    private final ReadModel readModel;
    private final Folds folds;

    AccountQueries(ReadModel readModel, Folds folds) {
        this.readModel = readModel;
        this.folds = folds;
    }

    Page<WalletView> wallets(Caller caller, Optional<PartyId> party, Paging paging) {
        Map<String, String> fields = of(caller);
        party.ifPresent(id -> fields.put(IndexedFields.PARTY, id.value()));
        return readModel
                .scan(Drawer.WALLET, Wallet.class, Drawer.WALLET.range(), fields, paging.after(), paging.limit())
                .map(wallet -> WalletView.of(wallet, folds));
    }

    WalletView wallet(Caller caller, WalletId id) {
        Wallet wallet = readModel
                .find(Drawer.WALLET, Wallet.class, id)
                .orElseThrow(() -> Refused.because(AccountRefusal.WALLET_UNKNOWN, "wallet", id));
        Visibility.mustConcern(caller, id, wallet.organisation());
        return WalletView.of(wallet, folds);
    }

    /** @param state {@code requested} or {@code paid}; both if absent */
    Page<Withdrawal> withdrawals(Caller caller, Optional<String> state, Paging paging) {
        Map<String, String> fields = of(caller);
        state.ifPresent(word -> fields.put(IndexedFields.STATE, word));
        return readModel.scan(
                Drawer.WITHDRAWAL, Withdrawal.class, Drawer.WITHDRAWAL.range(), fields, paging.after(), paging.limit());
    }

    Withdrawal withdrawal(Caller caller, WithdrawalId id) {
        Withdrawal withdrawal = readModel
                .find(Drawer.WITHDRAWAL, Withdrawal.class, id)
                .orElseThrow(() -> Refused.because(AccountRefusal.WITHDRAWAL_UNKNOWN, "withdrawal", id));
        Visibility.mustConcern(caller, id, withdrawal.organisation(), withdrawal.cashier());
        return withdrawal;
    }

    Page<Receipt> receipts(AssetId asset, Optional<Long> period, Paging paging) {
        String range =
                period.map(number -> Drawer.RECEIPT.range(asset, number)).orElseGet(() -> Drawer.RECEIPT.range(asset));
        return readModel.scan(Drawer.RECEIPT, Receipt.class, range, paging.after(), paging.limit());
    }

    private static Map<String, String> of(Caller caller) {
        return new TreeMap<>(
                Map.of(IndexedFields.ORGANISATION, caller.organisation().value()));
    }
}
