package org.stemma.gateway.books;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.stemma.api.AssetId;
import org.stemma.api.Codec;
import org.stemma.api.Drawer;
import org.stemma.api.PartyId;
import org.stemma.api.account.Receipt;
import org.stemma.api.royalty.Payable;
import org.stemma.api.royalty.Settlement;
import org.stemma.gateway.readmodel.IndexedFields;
import org.stemma.gateway.readmodel.Page;
import org.stemma.gateway.readmodel.ReadModel;

/** Explains what a party is or was owed. */
final class Accruals {
    private static final String PAYABLES = "SELECT state_key, document, tx, block, NULL AS ended_tx, 0 AS ended_block"
            + " FROM state WHERE state_key > ? AND state_key < ? UNION ALL"
            + " SELECT state_key, document, tx, block, ended_tx, ended_block"
            + " FROM ended WHERE state_key > ? AND state_key < ? ORDER BY state_key LIMIT ?";

    private final JdbcClient jdbc;
    private final ReadModel readModel;

    Accruals(JdbcClient jdbc, ReadModel readModel) {
        this.jdbc = jdbc;
        this.readModel = readModel;
    }

    private record Row(String key, Payable payable, String transaction, long block, Optional<Accrual.Claim> claim) {}

    private record Period(AssetId asset, long period) {}

    Page<Accrual> of(PartyId party, Optional<String> afterKey, int limit) {
        List<Row> rows = rows(Drawer.PAYABLE.range(party), afterKey, limit + 1);
        List<Accrual> accruals = rows.stream().limit(limit).map(this::explain).toList();
        return new Page<>(
                accruals, rows.size() > limit ? Optional.of(rows.get(limit - 1).key()) : Optional.empty());
    }

    private List<Row> rows(String range, Optional<String> afterKey, int limit) {
        String from = afterKey.filter(after -> after.compareTo(range) > 0).orElse(range);
        String to = Drawer.after(range);
        return jdbc.sql(PAYABLES)
                .params(from, to, from, to, limit)
                .query((row, n) -> new Row(
                        row.getString(1),
                        Codec.decode(row.getString(2), Payable.class),
                        row.getString(3),
                        row.getLong(4),
                        claim(row.getString(5), row.getLong(6))))
                .list();
    }

    private static Optional<Accrual.Claim> claim(@org.jspecify.annotations.Nullable String transaction, long block) {
        return Optional.ofNullable(transaction).map(id -> new Accrual.Claim(id, block));
    }

    private Accrual explain(Row row) {
        Payable payable = row.payable();
        // What the treasury pays comes from a proposal: no settlement and no receipts explain it.
        Optional<Period> origin = payable.asset().map(asset -> new Period(asset, payable.period()));
        Optional<Accrual.SettledGroup> group =
                origin.flatMap(period -> settledGroup(period, payable.group().orElse(0)));
        List<Accrual.Source> sources =
                origin
                        .flatMap(period -> group.map(settled -> receipts(period, settled.group())))
                        .orElse(List.of())
                        .stream()
                        .map(Accrual.Source::of)
                        .toList();
        boolean complete = sources.size() <= Accrual.MAX_RECEIPTS;
        return new Accrual(
                payable,
                row.claim().isPresent() ? "claimed" : "open",
                row.transaction(),
                row.block(),
                row.claim(),
                group,
                complete ? sources : sources.subList(0, Accrual.MAX_RECEIPTS),
                complete);
    }

    private Optional<Accrual.SettledGroup> settledGroup(Period period, int index) {
        return readModel
                .find(Drawer.SETTLEMENT, Settlement.class, period.asset(), period.period())
                .filter(settlement -> index < settlement.applied().size())
                .map(settlement -> group(settlement, index));
    }

    private static Accrual.SettledGroup group(Settlement settlement, int index) {
        return new Accrual.SettledGroup(
                settlement.asset() + "/" + settlement.period(),
                index,
                settlement.groups().get(index),
                settlement.applied().get(index));
    }

    /** One more than are shown tells whether these are all. */
    private List<Receipt> receipts(Period period, Settlement.Group group) {
        String alike = IndexedFields.group(
                group.usagePeriod(), group.version(), group.kind(), group.outside(), group.currency());
        return readModel
                .scan(
                        Drawer.RECEIPT,
                        Receipt.class,
                        Drawer.RECEIPT.range(period.asset(), period.period()),
                        Map.of(IndexedFields.GROUP, alike),
                        Optional.empty(),
                        Accrual.MAX_RECEIPTS + 1)
                .items();
    }
}
