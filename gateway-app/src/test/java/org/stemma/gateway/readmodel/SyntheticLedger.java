package org.stemma.gateway.readmodel;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.hyperledger.fabric.protos.peer.TxValidationCode;
import org.stemma.api.AssetId;
import org.stemma.api.Codec;
import org.stemma.api.CurrencyCode;
import org.stemma.api.Digest;
import org.stemma.api.Drawer;
import org.stemma.api.GrantId;
import org.stemma.api.MeterId;
import org.stemma.api.Money;
import org.stemma.api.OrgId;
import org.stemma.api.PartyId;
import org.stemma.api.WalletId;
import org.stemma.api.account.Receipt;
import org.stemma.api.account.Wallet;
import org.stemma.api.asset.Asset;
import org.stemma.api.license.Grant;
import org.stemma.api.license.Terms;
import org.stemma.api.royalty.Payable;
import org.stemma.gateway.support.Blocks.Validated;
import org.stemma.gateway.support.FakePeer;
import org.stemma.gateway.support.TestIdentities;
import org.stemma.gateway.support.Transactions;

/**
 * A ledger of made-up purchases, reports, settlements and claims, with what the real ones write: some keys new, some hot,
 * some deleted, a few transactions invalid or sent twice. The same seed makes the same blocks.
 */
final class SyntheticLedger {
    private static final CurrencyCode XTS = new CurrencyCode("XTS");
    private static final int RECEIPTS = 5;
    private static final int WALLETS = 20;

    final FakePeer peer;
    private final Random random;
    private final String certificate;
    private final AssetId asset = new AssetId("ast_1");
    private final List<String> payables = new ArrayList<>();
    private int made;

    SyntheticLedger(Path folder, long seed) throws Exception {
        Path certificateFile = folder.resolve("owner.crt");
        if (!Files.exists(certificateFile)) {
            TestIdentities.write(folder, "owner");
        }
        certificate = Files.readString(certificateFile);
        random = new Random(seed);
        peer = new FakePeer("synthetic-" + seed, call -> Transactions.of(call.id()));
        peer.add(List.of(Validated.valid(transaction("asset:register").put(Drawer.ASSET.key(asset), asset()))));
    }

    /** Adds blocks of so many transactions. */
    SyntheticLedger grow(int blocks, int transactions) {
        for (int block = 0; block < blocks; block++) {
            List<Validated> made = new ArrayList<>();
            for (int i = 0; i < transactions; i++) {
                made.add(next());
            }
            peer.add(made);
        }
        return this;
    }

    private Validated next() {
        int kind = random.nextInt(100);
        if (kind < 45) {
            return Validated.valid(purchase());
        } else if (kind < 88) {
            return Validated.valid(report());
        } else if (kind < 94) {
            return Validated.valid(settlement());
        } else if (kind < 97 && !payables.isEmpty()) {
            return Validated.valid(claim());
        }
        return new Validated(purchase().build(), TxValidationCode.MVCC_READ_CONFLICT);
    }

    private Transactions transaction(String function) {
        String id = String.format(Locale.ROOT, "%064x", ++made);
        return Transactions.of(id)
                .by("LabMSP", certificate)
                .at(1_700_000_000L + made)
                .calling(List.of(function, "{\"request\":\"r-" + made + "\",\"v\":1}"))
                .answering("{\"id\":\"made_" + made + "\",\"v\":1}");
    }

    private Transactions purchase() {
        Transactions transaction = transaction("license:buyGrant");
        GrantId grant = new GrantId("grt_" + made);
        String wallet = "wallet/wal_" + random.nextInt(WALLETS);
        return transaction
                .put(Drawer.GRANT.key(grant), Codec.encode(grant(grant)))
                .put(
                        Drawer.WALLET.key(new WalletId(wallet.substring(7))),
                        Codec.encode(wallet(new WalletId(wallet.substring(7)))))
                .put(Drawer.PURSE.key(grant), "{\"balance\":\"" + made + "\",\"v\":1}")
                .put(Drawer.LANE.key(grant, new MeterId("mtr_1")), "{\"balance\":\"" + made + "\",\"v\":1}")
                .telling(envelope(
                        List.of(
                                posting(wallet, "purse/" + grant),
                                posting("purse/" + grant, "lane/" + grant + "/mtr_1")),
                        "license.grantBought"));
    }

    private Transactions report() {
        Transactions transaction = transaction("usage:report");
        List<String> postings = new ArrayList<>();
        String id = String.format(Locale.ROOT, "%064x", made);
        for (int i = 0; i < RECEIPTS; i++) {
            String receipt = id + ".000" + i;
            transaction.put(Drawer.RECEIPT.key(asset, made / 100, receipt), Codec.encode(receipt(receipt)));
            postings.add(posting("lane/grt_" + random.nextInt(made) + "/mtr_1", "clearing/ast_1/" + made / 100));
        }
        return transaction
                .put(Drawer.USAGE_REPORT.key(new MeterId("mtr_1"), made), "{\"lines\":5,\"v\":1}")
                .put("usage/cursor/mtr_1", "{\"sequence\":" + made + ",\"v\":1}")
                .telling(envelope(postings, "usage.reported"));
    }

    private Transactions settlement() {
        Transactions transaction = transaction("royalty:settle");
        String payable = "settled" + made + ".0001";
        payables.add(payable);
        return transaction
                .put(Drawer.PAYABLE.key(new PartyId("prt_1"), payable), Codec.encode(payable(payable)))
                .telling(envelope(List.of(posting("clearing/ast_1/1", "payable/prt_1")), "royalty.settled"));
    }

    /** Sometimes of what was settled a moment ago. */
    private Transactions claim() {
        String payable = payables.remove(random.nextBoolean() ? payables.size() - 1 : 0);
        return transaction("royalty:claim")
                .delete(Drawer.PAYABLE.key(new PartyId("prt_1"), payable))
                .telling(envelope(List.of(posting("payable/prt_1", "wallet/wal_1")), "royalty.claimed"));
    }

    private static String posting(String debit, String credit) {
        return "{\"amount\":{\"amount\":\"1.5\",\"currency\":\"XTS\"},\"credit\":\"" + credit + "\",\"debit\":\""
                + debit + "\"}";
    }

    private String envelope(List<String> postings, String event) {
        return "{\"at\":\"2026-01-01T00:00:00Z\",\"epoch\":" + made / 50 + ",\"events\":[{\"id\":\"made_" + made
                + "\",\"organisation\":\"LabMSP\",\"type\":\"" + event + "\"}],\"period\":" + made / 100
                + ",\"postings\":[" + String.join(",", postings) + "],\"v\":1}";
    }

    private String asset() {
        return Codec.encode(new Asset(
                asset,
                Asset.Kind.MODEL,
                "Model",
                new PartyId("prt_1"),
                new OrgId("LabMSP"),
                List.of(),
                List.of(),
                Optional.empty(),
                1,
                1,
                Digest.of("asset")));
    }

    private Wallet wallet(WalletId id) {
        return new Wallet(
                id,
                new PartyId("prt_studio"),
                new OrgId("StudioMSP"),
                new Money(XTS, 1_000L + made),
                made,
                1,
                Digest.of("wallet"));
    }

    private Grant grant(GrantId id) {
        return new Grant(
                id,
                new PartyId("prt_studio"),
                new OrgId("StudioMSP"),
                asset,
                1,
                Digest.of("terms"),
                Optional.empty(),
                Terms.Purpose.COMMERCIAL,
                Optional.of(XTS),
                Optional.of(new WalletId("wal_1")),
                List.of(new MeterId("mtr_1")),
                Optional.empty(),
                Instant.EPOCH,
                Optional.empty(),
                Optional.empty(),
                false,
                false,
                Digest.of("grant" + made));
    }

    private Receipt receipt(String id) {
        return new Receipt(
                id,
                asset,
                1,
                made / 100,
                made / 100,
                Receipt.Kind.USAGE,
                new Money(XTS, 1_500_000_000L),
                true,
                Optional.empty(),
                Optional.empty(),
                Instant.EPOCH);
    }

    private Payable payable(String id) {
        return new Payable(
                id,
                new PartyId("prt_1"),
                Optional.of(asset),
                made / 100,
                Optional.of(0),
                Optional.empty(),
                Payable.Reason.CONTRIBUTOR,
                new Money(XTS, 36),
                Instant.EPOCH);
    }
}
