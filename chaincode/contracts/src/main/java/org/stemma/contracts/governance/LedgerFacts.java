package org.stemma.contracts.governance;

import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.stemma.api.CurrencyCode;
import org.stemma.api.Money;
import org.stemma.api.OrgId;
import org.stemma.api.account.Wallet;
import org.stemma.api.asset.Asset;
import org.stemma.api.governance.Action;
import org.stemma.api.kernel.Order;
import org.stemma.contracts.account.Accounts;
import org.stemma.contracts.account.Treasuries;
import org.stemma.contracts.asset.AssetBook;
import org.stemma.contracts.kernel.Tx;
import org.stemma.contracts.member.MemberBook;
import org.stemma.governance.Voter;
import org.stemma.governance.action.ActionRules;
import org.stemma.governance.action.Amount;
import org.stemma.governance.action.Facts;
import org.stemma.governance.action.Standing;
import org.stemma.governance.action.Subject;
import org.stemma.governance.action.Treasury;

/** What the ledger says of the things that actions are about, and who acts for these. */
final class LedgerFacts {
    private final Tx tx;
    private final List<Action> actions;
    private final TreeMap<String, Treasury> treasuries = new TreeMap<>();
    private final TreeMap<Subject, Standing> assets = new TreeMap<>();
    private final TreeMap<Subject, Amount> holds = new TreeMap<>();
    private final SortedSet<String> interested = new TreeSet<>();

    private LedgerFacts(Tx tx, List<Action> actions) {
        this.tx = tx;
        // More are refused as too many; nothing needs to be known of them.
        this.actions = actions.stream().limit(ActionRules.MAX_ACTIONS).toList();
    }

    static LedgerFacts about(Tx tx, List<Action> actions) {
        LedgerFacts facts = new LedgerFacts(tx, actions);
        facts.actions.forEach(facts::look);
        return facts;
    }

    Facts facts() {
        return new Facts(tx.period(), new CouncilParameters(tx).now(), treasuries, assets, holds);
    }

    /** The member organisations that act for what the actions are about. */
    List<Voter> interested() {
        return interested.stream()
                .map(OrgId::new)
                .filter(tx.charter().membership().organisations()::contains)
                .map(Mapping::voter)
                .toList();
    }

    private void look(Action action) {
        if (action instanceof Action.PayFromTreasury pay) {
            look(pay.amount().currency());
            interested.add(new MemberBook(tx).party(pay.payee()).organisation().value());
        } else if (action instanceof Action.OrderAsset order) {
            new AssetBook(tx).find(order.asset()).ifPresent(this::look);
        } else if (action instanceof Action.OrderAccount order) {
            new Accounts(tx).find(order.wallet()).ifPresent(this::look);
        }
    }

    private void look(CurrencyCode currency) {
        if (tx.charter().currency(currency).isPresent()) {
            org.stemma.api.account.Treasury record = new Treasuries(tx).in(currency);
            treasuries.put(
                    currency.value(),
                    new Treasury(
                            record.opening().nano(),
                            record.balance().nano(),
                            record.spent().nano(),
                            new CouncilParameters(tx).treasurySpend()));
        }
    }

    private void look(Asset asset) {
        Optional<Order> order = tx.order("asset", asset.id());
        Order.Standing standing = order.map(Order::standing).orElse(Order.Standing.LISTED);
        assets.put(Mapping.subject(asset.id()), Mapping.standing(standing));
        interested.add(asset.organisation().value());
    }

    private void look(Wallet wallet) {
        Money held = tx.order("wallet", wallet.id())
                .flatMap(Order::held)
                .orElse(Money.zero(wallet.balance().currency()));
        holds.put(Mapping.subject(wallet.id()), Mapping.amount(held));
        interested.add(wallet.organisation().value());
    }
}
