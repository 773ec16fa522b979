package org.stemma.client.royalty;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.stemma.api.AssetId;
import org.stemma.api.CurrencyCode;
import org.stemma.api.account.Receipt;
import org.stemma.api.asset.AssetVersion;
import org.stemma.api.kernel.Charter;
import org.stemma.api.royalty.Payable;
import org.stemma.api.royalty.Pool;
import org.stemma.api.royalty.PoolEntry;
import org.stemma.api.royalty.Settlement;
import org.stemma.api.share.Holding;
import org.stemma.client.gateway.Gateway;
import org.stemma.client.gateway.Json;
import org.stemma.client.gateway.RefusedCall;

/**
 * The ledger as gateways show it. What all members may read comes from the first gateway; what is an organisation's own
 * (payables, grants) from whichever gateway shows it to its key.
 */
public final class GatewayLedger implements Ledger {
    private static final int FORBIDDEN = 403;

    private final List<Gateway> gateways;
    private final Gateway first;
    private final List<Payable> payables = new ArrayList<>();
    private final List<String> hidden = new ArrayList<>();
    private final Map<String, String> names = new HashMap<>();
    private final Map<String, String> licensees = new HashMap<>();

    public GatewayLedger(List<Gateway> gateways) {
        this.gateways = List.copyOf(gateways);
        this.first = gateways.get(0);
        for (JsonObject party : first.list("/v1/parties")) {
            String id = Json.text(party, "id");
            names.put(id, Json.text(party, "name") + " (" + Json.text(party, "organisation") + ")");
            readPayables(id);
        }
        for (Gateway gateway : gateways) {
            gateway.list("/v1/grants")
                    .forEach(grant -> licensees.put(Json.text(grant, "id"), Json.text(grant, "licensee")));
        }
    }

    private void readPayables(String party) {
        for (Gateway gateway : gateways) {
            try {
                gateway.list("/v1/parties/" + party + "/accruals").forEach(accrual -> addPayable(accrual));
                return;
            } catch (RefusedCall e) {
                if (e.status() != FORBIDDEN) {
                    throw e;
                }
            }
        }
        hidden.add(party);
    }

    /** An accrual is a payable with its explanation, or holds it as a member. */
    private void addPayable(JsonObject accrual) {
        JsonObject payable = Json.find(accrual, "payable")
                .filter(JsonElement::isJsonObject)
                .map(JsonElement::getAsJsonObject)
                .orElse(accrual);
        if (payable.has("reason")) {
            payables.add(Json.bind(payable, Payable.class));
        }
    }

    @Override
    public Charter charter() {
        return Json.bind(first.object("/v1/charter"), Charter.class);
    }

    @Override
    public List<Owned> assets() {
        return first.list("/v1/assets").stream()
                .map(asset -> Json.bind(asset, Owned.class))
                .toList();
    }

    @Override
    public AssetVersion version(AssetId asset, long number) {
        return Json.bind(first.object("/v1/assets/" + asset + "/versions/" + number), AssetVersion.class);
    }

    @Override
    public List<Receipt> receipts(AssetId asset) {
        return first.list("/v1/receipts?asset=" + asset).stream()
                .map(receipt -> Json.bind(receipt, Receipt.class))
                .toList();
    }

    @Override
    public List<Settlement> settlements(AssetId asset) {
        return first.list("/v1/settlements?asset=" + asset).stream()
                .map(settlement -> Json.bind(settlement, Settlement.class))
                .toList();
    }

    @Override
    public List<Holding> holdings(AssetId asset) {
        return first.list("/v1/assets/" + asset + "/holdings").stream()
                .map(holding -> Json.bind(holding, Holding.class))
                .toList();
    }

    @Override
    public List<PoolEntry> entries(AssetId asset, CurrencyCode currency) {
        return first.list("/v1/assets/" + asset + "/pools/" + currency + "/entries").stream()
                .map(entry -> Json.bind(entry, PoolEntry.class))
                .toList();
    }

    @Override
    public BigInteger carry(AssetId asset, CurrencyCode currency) {
        return entries(asset, currency).isEmpty()
                ? BigInteger.ZERO
                : Json.bind(first.object("/v1/assets/" + asset + "/pools/" + currency), Pool.class)
                        .carry();
    }

    @Override
    public List<Payable> payables() {
        return payables;
    }

    @Override
    public List<String> hidden() {
        return hidden;
    }

    /** A party's name and organisation. */
    public String party(String id) {
        return names.getOrDefault(id, id);
    }

    /** Who holds a grant, as far as a gateway shows it. */
    public String licensee(String grant) {
        return licensees.containsKey(grant) ? party(licensees.get(grant)) : "holder of " + grant;
    }

    /** Sums that were made by grant, by the grants' holders. */
    SortedMap<String, BigInteger> byLicensee(Map<String, BigInteger> byGrant) {
        SortedMap<String, BigInteger> sums = new TreeMap<>();
        byGrant.forEach((grant, nano) -> sums.merge(licensee(grant), nano, BigInteger::add));
        return sums;
    }
}
