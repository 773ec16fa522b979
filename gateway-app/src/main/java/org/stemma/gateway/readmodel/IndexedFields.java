package org.stemma.gateway.readmodel;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.stemma.api.Codec;
import org.stemma.api.CurrencyCode;
import org.stemma.api.Document;
import org.stemma.api.Drawer;
import org.stemma.api.Scalar;
import org.stemma.api.account.Receipt;
import org.stemma.api.account.Wallet;
import org.stemma.api.account.Withdrawal;
import org.stemma.api.asset.Asset;
import org.stemma.api.governance.Proposal;
import org.stemma.api.license.Grant;
import org.stemma.api.member.Meter;
import org.stemma.api.member.Party;
import org.stemma.api.royalty.Settlement;
import org.stemma.api.share.Holding;
import org.stemma.api.share.Sale;

/** The fields by which lists can be narrowed: an index of the database, so that a filter costs by its hits. */
public final class IndexedFields {
    /** The organisations that may see the record. */
    public static final String ORGANISATION = "organisation";

    public static final String PARTY = "party";
    public static final String KIND = "kind";
    public static final String OWNER = "owner";
    public static final String ASSET = "asset";
    public static final String LICENSEE = "licensee";
    public static final String STATE = "state";

    /** Of a receipt, what {@link #group} makes: those that are settled alike have the same. */
    public static final String GROUP = "group";

    private static final Set<Drawer> INDEXED = EnumSet.of(
            Drawer.PARTY,
            Drawer.RECEIPT,
            Drawer.METER,
            Drawer.WALLET,
            Drawer.WITHDRAWAL,
            Drawer.ASSET,
            Drawer.GRANT,
            Drawer.HOLDING,
            Drawer.SALE,
            Drawer.PROPOSAL,
            Drawer.SETTLEMENT);

    private IndexedFields() {}

    /** Whether records of the drawer have any fields. Most of what is written has none, and need not be decoded. */
    static boolean has(Drawer drawer) {
        return INDEXED.contains(drawer);
    }

    /**
     * The indexed fields of a record.
     *
     * @param assets finds an asset's head at this height: a grant is its licensor's business too
     */
    static SortedMap<String, List<String>> of(
            Drawer drawer, Document document, Function<Object, java.util.Optional<Asset>> assets) {
        Map<String, List<String>> fields =
                switch (drawer) {
                    case PARTY -> Map.of(ORGANISATION, texts(((Party) document).organisation()));
                    case METER -> Map.of(ORGANISATION, texts(((Meter) document).organisation()));
                    case WALLET -> {
                        Wallet wallet = (Wallet) document;
                        yield Map.of(ORGANISATION, texts(wallet.organisation()), PARTY, texts(wallet.party()));
                    }
                    case WITHDRAWAL -> {
                        Withdrawal withdrawal = (Withdrawal) document;
                        yield Map.of(
                                ORGANISATION,
                                texts(withdrawal.organisation(), withdrawal.cashier()),
                                STATE,
                                List.of(withdrawal.reference().isPresent() ? "paid" : "requested"));
                    }
                    case ASSET -> {
                        Asset asset = (Asset) document;
                        yield Map.of(
                                KIND, List.of(word(asset.kind())),
                                OWNER, texts(asset.owner()),
                                ORGANISATION, texts(asset.organisation()));
                    }
                    case GRANT -> grant((Grant) document, assets);
                    case HOLDING -> {
                        Holding holding = (Holding) document;
                        yield Map.of(PARTY, texts(holding.party()), ORGANISATION, texts(holding.organisation()));
                    }
                    case SALE -> {
                        Sale sale = (Sale) document;
                        yield Map.of(ASSET, texts(sale.asset()), STATE, List.of(word(sale.state())));
                    }
                    case RECEIPT -> receipt((Receipt) document);
                    case PROPOSAL -> Map.of(ORGANISATION, texts(((Proposal) document).proposer()));
                    case SETTLEMENT -> Map.of(STATE, List.of(word(((Settlement) document).state())));
                    default -> throw new IllegalArgumentException(drawer + " has no indexed fields");
                };
        return Collections.unmodifiableSortedMap(new TreeMap<>(fields));
    }

    private static Map<String, List<String>> grant(Grant grant, Function<Object, java.util.Optional<Asset>> assets) {
        Scalar licensor = assets.apply(grant.asset()).map(Asset::organisation).orElse(grant.organisation());
        return Map.of(
                ORGANISATION, texts(grant.organisation(), licensor),
                ASSET, texts(grant.asset()),
                LICENSEE, texts(grant.licensee()));
    }

    private static Map<String, List<String>> receipt(Receipt receipt) {
        String group = group(
                receipt.usagePeriod(),
                receipt.version(),
                receipt.kind(),
                receipt.outside(),
                receipt.gross().currency());
        return Map.of(GROUP, List.of(group));
    }

    /** By what receipts of one asset and period are told apart when they are settled. */
    public static String group(
            long usagePeriod, long version, Receipt.Kind kind, boolean outside, CurrencyCode currency) {
        return String.join(
                "/",
                Long.toString(usagePeriod),
                Long.toString(version),
                word(kind),
                outside ? "outside" : "settled",
                currency.value());
    }

    private static List<String> texts(Scalar... values) {
        return java.util.Arrays.stream(values).map(Codec::text).distinct().toList();
    }

    /** A constant as it stands in queries and answers. */
    public static String word(Enum<?> constant) {
        return constant.name().toLowerCase(java.util.Locale.ROOT);
    }
}
