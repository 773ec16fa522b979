package org.stemma.contracts.story;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.stemma.api.AssetId;
import org.stemma.api.Digest;
import org.stemma.api.Drawer;
import org.stemma.api.GrantId;
import org.stemma.api.MeterId;
import org.stemma.api.PartyId;
import org.stemma.api.Ppm;
import org.stemma.api.WalletId;
import org.stemma.api.account.Lane;
import org.stemma.api.account.Purse;
import org.stemma.api.account.Wallet;
import org.stemma.api.asset.AssetVersion;
import org.stemma.api.license.LicenseCommand;
import org.stemma.api.license.Presets;
import org.stemma.api.license.Terms;
import org.stemma.api.member.Party;
import org.stemma.api.royalty.Settlement;

final class SpineTest {
    @Test
    void money_goes_from_a_deposit_to_a_paid_rights_holder() {
        Story story = new Story();
        PartyId library = story.party(Story.ARCHIVE_OWNER, "A library", Party.Kind.RIGHTS_HOLDER);
        AssetId data = story.dataSet(library, "sources");
        Digest train = story.offer(Story.ARCHIVE_OWNER, data, Presets.trainFree(new Ppm(100_000)));
        PartyId lab = story.party(Story.LAB_OWNER, "Lab", Party.Kind.DEPARTMENT);
        PartyId research = story.party(Story.LAB_OWNER, "Research", Party.Kind.DEPARTMENT);
        GrantId licence = story.freeGrant(Story.LAB_BUYER, lab, data, train, Terms.Purpose.COMMERCIAL);
        AssetId model = story.model(
                lab,
                List.of(new AssetVersion.Parent(data, 1, licence)),
                Story.contributor(research, "research", 300_000));
        MeterId meter = story.meter();
        Digest perByte = story.offer(Story.LAB_OWNER, model, Story.perByte("1", 100_000, 3600), meter);

        PartyId studio = story.party(Story.STUDIO_BUYER, "Studio", Party.Kind.LICENSEE);
        WalletId wallet = story.wallet(Story.STUDIO_BUYER, studio);
        story.deposit(Story.LAB_CASHIER, wallet, "1000");
        LicenseCommand.BuyGrant purchase = story.purchase(studio, model, perByte, wallet, "0", "200", meter);
        GrantId grant = new GrantId(story.network()
                .submit(Story.STUDIO_BUYER, "license:buyGrant", purchase)
                .id());
        assertEquals(Story.xts("800"), balance(story, wallet));

        story.network().pass(Duration.ofSeconds(1));
        story.network().submit(Story.LAB_METER, "usage:report", story.report(meter, 1, story.line(grant, 96_001)));
        Lane lane = story.network().find(Drawer.LANE, Lane.class, grant, meter).orElseThrow();
        assertEquals(Optional.of(3_999L), lane.quotaLeft());

        long period = story.closePeriod();
        story.settle(model, period);
        Settlement settled = story.network()
                .find(Drawer.SETTLEMENT, Settlement.class, model, period)
                .orElseThrow();
        Settlement.Applied applied = settled.applied().get(0);
        assertEquals(96_001_000_000L, applied.grossNano());
        assertEquals(4_800_050_000L, applied.treasuryNano());
        assertEquals(9_120_095_000L, applied.upstream().get(0).nano());
        long upstreamPeriod = story.closePeriod();
        story.settle(data, upstreamPeriod);
        assertEquals(9_120_095_000L, story.payables(library).get(0).amount().nano());

        WalletId libraryWallet = story.wallet(Story.ARCHIVE_BUYER, library);
        story.claim(Story.ARCHIVE_BUYER, library, libraryWallet);
        assertEquals(1, story.credits(libraryWallet).size());
        assertEquals(List.of(), story.payables(library));

        story.network()
                .submit(
                        Story.STUDIO_BUYER,
                        "license:closeGrant",
                        new LicenseCommand.CloseGrant(story.request(), grant));
        assertEquals(
                0,
                story.network()
                        .find(Drawer.PURSE, Purse.class, grant)
                        .orElseThrow()
                        .balance()
                        .nano());
    }

    private static org.stemma.api.Money balance(Story story, WalletId wallet) {
        return story.network()
                .find(Drawer.WALLET, Wallet.class, wallet)
                .orElseThrow()
                .balance();
    }
}
