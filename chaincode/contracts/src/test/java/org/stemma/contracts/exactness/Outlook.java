package org.stemma.contracts.exactness;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.stemma.api.Codec;
import org.stemma.api.CurrencyCode;
import org.stemma.api.Drawer;
import org.stemma.api.Money;
import org.stemma.api.Ppm;
import org.stemma.api.WalletId;
import org.stemma.api.account.Credit;
import org.stemma.api.account.Withdrawal;
import org.stemma.api.kernel.Charter;
import org.stemma.api.kernel.EpochCursor;
import org.stemma.api.license.Grant;
import org.stemma.api.royalty.Payable;
import org.stemma.api.share.Holding;
import org.stemma.api.share.Sale;
import org.stemma.contracts.exactness.Products.Made;

/** What the ledger shows to those who are about to act: what is there to spend, to settle, to claim. */
final class Outlook {
    static final int MAX_FOLDS = 50;
    private static final int MAX_EPOCHS = 200;

    private final Stage stage;
    private final Cast cast;
    private final Products products;
    private volatile Optional<Charter> charter = Optional.empty();
    private volatile String charterText = "";

    Outlook(Stage stage, Cast cast, Products products) {
        this.stage = stage;
        this.cast = cast;
        this.products = products;
    }

    Charter charter() {
        String text = stage.ledger().text(Drawer.CHARTER.key()).orElseThrow();
        Optional<Charter> known = charter;
        if (known.isEmpty() || !text.equals(charterText)) {
            known = Optional.of(Codec.decode(text, Charter.class));
            charter = known;
            charterText = text;
        }
        return known.orElseThrow();
    }

    List<String> folds(WalletId wallet) {
        return stage.ledger().scan(Drawer.CREDIT, Credit.class, MAX_FOLDS, wallet).stream()
                .map(Credit::id)
                .toList();
    }

    Money available(WalletId wallet, int currency) {
        BigInteger nano = stage.ledger().available(wallet, MAX_FOLDS).min(BigInteger.valueOf(Long.MAX_VALUE));
        return new Money(cast.currency(currency), nano.longValueExact());
    }

    /** A part of an amount, in whole steps of the currency. */
    Money part(Money all, long ppm) {
        long nano = BigInteger.valueOf(Math.max(0, all.nano()))
                .multiply(BigInteger.valueOf(ppm))
                .divide(BigInteger.valueOf(Ppm.ONE))
                .longValueExact();
        long step = step(all.currency());
        return all.with(nano / step * step);
    }

    private long step(CurrencyCode currency) {
        int scale = charter().currency(currency).orElseThrow().scale();
        return BigInteger.TEN.pow(Money.SCALE - scale).longValueExact();
    }

    private Optional<Grant> findGrant(int operation) {
        return stage.ledger().find(Drawer.GRANT, Grant.class, products.grant(operation));
    }

    Grant grantRecord(int operation) {
        return findGrant(operation).orElseThrow(Products.Missing::new);
    }

    long units(int assetOperation, int party, long ppm) {
        long held = stage.ledger()
                .find(Drawer.HOLDING, Holding.class, products.asset(assetOperation), cast.party(party))
                .orElseThrow(Products.Missing::new)
                .units();
        return Math.max(
                1,
                BigInteger.valueOf(held)
                        .multiply(BigInteger.valueOf(ppm))
                        .divide(BigInteger.valueOf(Ppm.ONE))
                        .longValueExact());
    }

    List<String> payables(int party, int currency, int count) {
        return stage.ledger().scan(Drawer.PAYABLE, Payable.class, Integer.MAX_VALUE, cast.party(party)).stream()
                .filter(payable -> payable.amount().currency().equals(cast.currency(currency)))
                .limit(count)
                .map(Payable::id)
                .toList();
    }

    int countPayables(int party, int currency) {
        return payables(party, currency, Integer.MAX_VALUE).size();
    }

    long closedThrough() {
        return stage.ledger()
                .find(Drawer.EPOCH_CURSOR, EpochCursor.class)
                .orElseThrow()
                .closedThrough();
    }

    /** The last epoch that may be closed now, in one transaction. */
    long dueEpoch() {
        Charter now = charter();
        long ended = now.closableAt(stage.now());
        return Math.min(Math.max(ended, closedThrough()), closedThrough() + MAX_EPOCHS);
    }

    /** The closed periods that are still to be settled, by asset. */
    private Map<String, List<Long>> due() {
        long closed = closedThrough();
        Charter now = charter();
        Map<String, List<Long>> due = new TreeMap<>();
        for (String one : stage.ledger().unsettled()) {
            int slash = one.indexOf('/');
            long period = Long.parseLong(one.substring(slash + 1));
            if (now.lastEpochOf(period) <= closed) {
                due.computeIfAbsent(one.substring(0, slash), key -> new ArrayList<>())
                        .add(period);
            }
        }
        return due;
    }

    /** The periods of an asset that can be settled. */
    List<Long> duePeriods(int assetOperation) {
        return due().getOrDefault(products.made(assetOperation).id(), List.of());
    }

    /** A period, if it can still be settled. */
    long due(int assetOperation, long period) {
        if (!duePeriods(assetOperation).contains(period)) {
            throw new Products.Missing();
        }
        return period;
    }

    /** The assets that have something to settle, as the operations that registered them. */
    List<Integer> dueAssets() {
        Map<String, List<Long>> due = due();
        return products.made(Op.Kind.REGISTER, Op.Kind.DERIVE).stream()
                .filter(one -> due.containsKey(one.id()))
                .map(one -> one.op().number())
                .toList();
    }

    boolean epochsAreDue() {
        return dueEpoch() > closedThrough();
    }

    /** Whether a grant is not closed. */
    boolean isOpen(int grantOperation) {
        return findGrant(grantOperation)
                .filter(grant -> grant.closedAt().isEmpty())
                .isPresent();
    }

    /** Whether a meter may still report usage of a grant. */
    boolean isMetered(int grantOperation, int meter) {
        Op bought = products.made(grantOperation).op();
        Op offered = products.made(bought.argument(0)).op();
        return offered.argument(1) == 2
                && (bought.argument(4) >> meter & 1) == 1
                && findGrant(grantOperation)
                        .filter(grant -> !grant.lanesReleased())
                        .isPresent();
    }

    /** Whether no usage of a closed grant can be reported any more, while its lanes are there. */
    boolean releasable(int grantOperation) {
        Charter now = charter();
        return findGrant(grantOperation)
                .filter(grant -> {
                    long ended = now.periodOf(now.epochOf(grant.closedAt().orElse(stage.now())));
                    long current = now.periodOf(now.epochOf(stage.now()));
                    return !grant.lanesReleased()
                            && current > ended + now.rulesFor(ended).usageWindowPeriods();
                })
                .isPresent();
    }

    boolean isUnpaid(Made withdrawal) {
        return stage.ledger()
                .find(Drawer.WITHDRAWAL, Withdrawal.class, withdrawal.id())
                .filter(one -> one.reference().isEmpty())
                .isPresent();
    }

    boolean isForSale(Made sale) {
        return stage.ledger()
                .find(Drawer.SALE, Sale.class, sale.id())
                .filter(one -> one.state() == Sale.State.OPEN)
                .isPresent();
    }

    /** A holder that has not claimed all entries of its asset's pool yet. */
    record Behind(int asset, int party, int sale, int currency, long entries) {}

    /** All of an asset's, by what issued its shares. */
    List<Behind> behind(Made issue) {
        List<Behind> found = new ArrayList<>();
        for (int currency = 0; currency < cast.currencies(); currency++) {
            CurrencyCode code = cast.currency(currency);
            long entries = stage.ledger().poolEntries(issue.id(), code.value());
            for (Holding holding :
                    entries == 0 ? List.<Holding>of() : stage.ledger().holdings(issue.id())) {
                long missing = entries - holding.position(code).entry();
                if (missing > 0) {
                    int sale = holding.isEscrow()
                            ? products.operationOf(holding.holder()).orElse(-1)
                            : -1;
                    int party = cast.indexOf(holding.party());
                    found.add(new Behind(issue.op().argument(0), party, sale, currency, missing));
                }
            }
        }
        return found;
    }

    /** The holders of an asset that have units to give, by party. */
    List<Integer> givers(int assetOperation) {
        return stage.ledger().holdings(products.made(assetOperation).id()).stream()
                .filter(holding -> !holding.isEscrow() && holding.units() > 0)
                .map(holding -> cast.indexOf(holding.party()))
                .toList();
    }
}
