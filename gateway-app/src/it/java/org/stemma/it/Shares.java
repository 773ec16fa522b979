package org.stemma.it;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.stemma.api.AssetId;
import org.stemma.api.Digest;
import org.stemma.api.PartyId;
import org.stemma.api.asset.Asset;
import org.stemma.api.asset.AssetCommand;
import org.stemma.api.asset.AssetVersion;
import org.stemma.api.member.Party;
import org.stemma.api.share.ShareCommand;

/** A model of Lab's with a million units, all Lab's at first. */
final class Shares {
    private static final long UNITS = 1_000_000;

    private final Market market;
    private final AssetId asset;

    Shares(Chaincode ledger, Market market) {
        this.market = market;
        AssetVersion.Content content =
                new AssetVersion.Content(Digest.of("shared " + Instant.now()), 3, 1000, "Apache-2.0", Optional.empty());
        asset = new AssetId(ledger.run(
                        Market.LAB_OWNER,
                        "asset:register",
                        new AssetCommand.Register(
                                Chaincode.request(),
                                Asset.Kind.MODEL,
                                "A model with shares",
                                market.lab(),
                                content,
                                List.of()))
                .id());
        ledger.run(
                Market.LAB_OWNER,
                "share:issue",
                new ShareCommand.Issue(Chaincode.request(), asset, market.lab(), UNITS));
    }

    AssetId asset() {
        return asset;
    }

    /** Some of Lab's units, to a party. */
    ShareCommand.Transfer give(PartyId to, long units) {
        return new ShareCommand.Transfer(Chaincode.request(), asset, market.lab(), to, units);
    }

    PartyId newPartyOfStudio() {
        return market.party(Market.STUDIO_BUYER, "An investor", Party.Kind.INVESTOR);
    }
}
