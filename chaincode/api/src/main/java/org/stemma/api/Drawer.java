package org.stemma.api;

import java.util.Arrays;
import java.util.Optional;
import org.stemma.api.account.Credit;
import org.stemma.api.account.DepositRecord;
import org.stemma.api.account.Lane;
import org.stemma.api.account.Purse;
import org.stemma.api.account.Receipt;
import org.stemma.api.account.Till;
import org.stemma.api.account.Treasury;
import org.stemma.api.account.TreasuryFee;
import org.stemma.api.account.Wallet;
import org.stemma.api.account.Withdrawal;
import org.stemma.api.asset.Asset;
import org.stemma.api.asset.AssetVersion;
import org.stemma.api.governance.Ballot;
import org.stemma.api.governance.GovernedParameters;
import org.stemma.api.governance.LatestProposal;
import org.stemma.api.governance.Proposal;
import org.stemma.api.kernel.Charter;
import org.stemma.api.kernel.EpochCursor;
import org.stemma.api.kernel.Order;
import org.stemma.api.kernel.RequestRecord;
import org.stemma.api.license.Grant;
import org.stemma.api.license.GrantKey;
import org.stemma.api.license.Terms;
import org.stemma.api.member.Meter;
import org.stemma.api.member.Organisation;
import org.stemma.api.member.Party;
import org.stemma.api.royalty.Payable;
import org.stemma.api.royalty.Pool;
import org.stemma.api.royalty.PoolEntry;
import org.stemma.api.royalty.Settlement;
import org.stemma.api.share.Holding;
import org.stemma.api.share.Sale;
import org.stemma.api.usage.UsageReport;

/**
 * Where each kind of record lies on the ledger. A key is the drawer's prefix and its parts, joined by slashes; no part
 * holds one. Numbers are padded, so that the order of keys is theirs.
 */
public enum Drawer {
    CHARTER("kernel/charter", Charter.class, 0),
    EPOCH_CURSOR("kernel/epochs", EpochCursor.class, 0),
    /** {@code epoch/N}: written when epoch N is closed; the value is the same cursor for people to read. */
    CLOSED_EPOCH("epoch", EpochCursor.class, 1),
    REQUEST("request", RequestRecord.class, 1),
    ORDER("order", Order.class, 2),
    ORGANISATION("member/organisation", Organisation.class, 1),
    PARTY("member/party", Party.class, 1),
    METER("member/meter", Meter.class, 1),
    WALLET("account/wallet", Wallet.class, 1),
    CREDIT("account/credit", Credit.class, 2),
    PURSE("account/purse", Purse.class, 1),
    LANE("account/lane", Lane.class, 2),
    RECEIPT("account/receipt", Receipt.class, 3),
    DEPOSIT("account/deposit", DepositRecord.class, 2),
    WITHDRAWAL("account/withdrawal", Withdrawal.class, 1),
    TILL("account/till", Till.class, 2),
    TREASURY("account/treasury", Treasury.class, 1),
    TREASURY_FEE("account/fee", TreasuryFee.class, 2),
    ASSET("asset/head", Asset.class, 1),
    ASSET_VERSION("asset/version", AssetVersion.class, 2),
    HOLDING("share/holding", Holding.class, 2),
    SALE("share/sale", Sale.class, 1),
    TERMS("license/terms", Terms.class, 1),
    GRANT("license/grant", Grant.class, 1),
    GRANT_KEY("license/key", GrantKey.class, 1),
    USAGE_REPORT("usage/report", UsageReport.class, 2),
    SETTLEMENT("royalty/settlement", Settlement.class, 2),
    PAYABLE("royalty/payable", Payable.class, 2),
    POOL("royalty/pool", Pool.class, 2),
    POOL_ENTRY("royalty/entry", PoolEntry.class, 3),
    PROPOSAL("governance/proposal", Proposal.class, 1),
    BALLOT("governance/ballot", Ballot.class, 2),
    LATEST_PROPOSAL("governance/latest", LatestProposal.class, 1),
    PARAMETERS("governance/parameters", GovernedParameters.class, 0);

    private static final int NUMBER_WIDTH = 12;

    private final String prefix;
    private final Class<? extends Document> type;
    private final int parts;

    Drawer(String prefix, Class<? extends Document> type, int parts) {
        this.prefix = prefix;
        this.type = type;
        this.parts = parts;
    }

    public String prefix() {
        return prefix;
    }

    /** The record that lies under a key of this drawer. */
    public Class<? extends Document> type() {
        return type;
    }

    /**
     * The key of a record, from parts that are identifiers (none holds a slash), scalars, or numbers that are not negative.
     * A digest stands by its hex digits.
     */
    public String key(Object... keyParts) {
        if (keyParts.length != parts) {
            throw new IllegalArgumentException(this + " has keys of " + parts + " parts");
        }
        return join(keyParts);
    }

    /** What all keys begin with that share these first parts; ends in a slash. */
    public String range(Object... firstParts) {
        return join(firstParts) + "/";
    }

    /** The first key after all those that begin with a {@link #range}. */
    public static String after(String range) {
        return range.substring(0, range.length() - 1) + "0";
    }

    /** The drawer that a key lies in, if any. */
    public static Optional<Drawer> of(String key) {
        return Arrays.stream(values())
                .filter(drawer ->
                        key.equals(drawer.prefix) || (drawer.parts > 0 && key.startsWith(drawer.prefix + "/")))
                .findFirst();
    }

    private String join(Object... keyParts) {
        StringBuilder key = new StringBuilder(prefix);
        for (Object part : keyParts) {
            key.append('/').append(text(part));
        }
        return key.toString();
    }

    private static String text(Object part) {
        String text = part instanceof Digest digest ? digest.hex() : String.valueOf(part);
        if (part instanceof Number number) {
            text = padded(number.longValue());
        }
        if (text.isEmpty() || text.indexOf('/') >= 0) {
            throw new IllegalArgumentException("a part of a key is not empty and holds no slash: " + text);
        }
        return text;
    }

    /** By hand: a formatter takes longer than all else about a key. */
    private static String padded(long number) {
        String sign = number < 0 ? "-" : "";
        String digits = Long.toString(number).substring(sign.length());
        return sign + "0".repeat(Math.max(0, NUMBER_WIDTH - sign.length() - digits.length())) + digits;
    }
}
