package org.stemma.contracts.story;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.stemma.api.Codec;
import org.stemma.api.Digest;
import org.stemma.api.Document;
import org.stemma.api.Ppm;
import org.stemma.api.ProposalId;
import org.stemma.api.RequestId;
import org.stemma.api.account.AccountCommand;
import org.stemma.api.asset.Asset;
import org.stemma.api.asset.AssetCommand;
import org.stemma.api.asset.AssetVersion;
import org.stemma.api.batch.Batch;
import org.stemma.api.governance.Action;
import org.stemma.api.governance.Ballot;
import org.stemma.api.governance.GovernanceCommand;
import org.stemma.api.governance.Inspection;
import org.stemma.api.governance.ParameterTable;
import org.stemma.api.governance.Proposal;
import org.stemma.api.kernel.KernelCommand;
import org.stemma.api.kernel.Order;
import org.stemma.api.license.Authorization;
import org.stemma.api.license.LicenseCommand;
import org.stemma.api.license.Presets;
import org.stemma.api.license.Terms;
import org.stemma.api.member.MemberCommand;
import org.stemma.api.member.Party;
import org.stemma.api.member.Role;
import org.stemma.api.royalty.Payable;
import org.stemma.api.royalty.RoyaltyCommand;
import org.stemma.api.share.ShareCommand;
import org.stemma.contracts.testing.TestIdentity;
import org.stemma.contracts.testing.TestNetwork;

/** One invocation of a transaction that succeeds on a {@link World}, and the roles that may make it. */
public record Sample(String function, TestIdentity by, Document input, Set<Role> roles, TestNetwork network) {
    public static final String GENESIS = "kernel:genesis";

    private static final Set<Role> WRITERS = EnumSet.complementOf(EnumSet.of(Role.AUDITOR));
    private static final RequestId REQUEST = new RequestId("sample");

    public String json() {
        return Codec.encode(input);
    }

    @Override
    public String toString() {
        return function;
    }

    /** A sample of every transaction of the chaincode. */
    public static List<Sample> all(World world) {
        List<Sample> all = new ArrayList<>();
        all.addAll(ofKernelAndMembers(world));
        all.addAll(ofAccounts(world));
        all.addAll(ofAssets(world));
        all.addAll(ofShares(world));
        all.addAll(ofLicenses(world));
        all.addAll(ofUsageAndRoyalties(world));
        all.addAll(ofGovernance(world));
        all.add(ofBatches(world));
        return all;
    }

    /** Anyone sends a batch; each of its commands asks for its own role. One of these is refused. */
    private static Sample ofBatches(World world) {
        Batch batch = new Batch(List.of(
                Batch.Entry.of(new MemberCommand.RegisterParty(REQUEST, "In a batch", Party.Kind.LICENSEE)),
                Batch.Entry.of(new AccountCommand.Deposit(REQUEST, world.wallet, Story.xts("1"), "not-a-cashier")),
                Batch.Entry.of(new AccountCommand.RequestWithdrawal(
                        new RequestId("sample-2"), world.wallet, Story.xts("3"), World.LAB, List.of()))));
        return new Sample(Batch.FUNCTION, Story.STUDIO_BUYER, batch, EnumSet.allOf(Role.class), world.network);
    }

    private static Sample of(World world, String function, TestIdentity by, Document input, Role... roles) {
        return new Sample(function, by, input, EnumSet.copyOf(List.of(roles)), world.network);
    }

    private static List<Sample> ofKernelAndMembers(World world) {
        List<KernelCommand.Founder> founders = List.of(
                new KernelCommand.Founder(World.ARCHIVE, "Archive"), new KernelCommand.Founder(World.LAB, "Lab"));
        return List.of(
                new Sample(
                        GENESIS,
                        Story.LAB_ADMIN,
                        new KernelCommand.Genesis(REQUEST, "demo", founders),
                        EnumSet.of(Role.ADMIN),
                        new TestNetwork()),
                new Sample(
                        "kernel:closeEpochs",
                        Story.LAB_CASHIER,
                        new KernelCommand.CloseEpochs(REQUEST, world.story.closedThrough() + 1),
                        WRITERS,
                        world.network),
                of(
                        world,
                        "member:registerParty",
                        Story.STUDIO_BUYER,
                        new MemberCommand.RegisterParty(
                                REQUEST, "\u0130stanbul \u0131\u015f\u0131k", Party.Kind.INVESTOR),
                        Role.ADMIN,
                        Role.OWNER,
                        Role.BUYER,
                        Role.HOLDER),
                of(
                        world,
                        "member:registerMeter",
                        Story.LAB_METER,
                        new MemberCommand.RegisterMeter(REQUEST, "Another meter", world.story.publicKey()),
                        Role.ADMIN,
                        Role.METER));
    }

    private static List<Sample> ofAccounts(World world) {
        List<String> credits = world.story.credits(world.wallet);
        return List.of(
                of(
                        world,
                        "account:openWallet",
                        Story.STUDIO_BUYER,
                        new AccountCommand.OpenWallet(REQUEST, world.studio, Story.XTS),
                        Role.BUYER,
                        Role.HOLDER,
                        Role.OWNER),
                of(
                        world,
                        "account:deposit",
                        Story.LAB_CASHIER,
                        new AccountCommand.Deposit(REQUEST, world.wallet, Story.xts("7.25"), "bank-sample"),
                        Role.CASHIER),
                of(
                        world,
                        "account:foldCredits",
                        Story.STUDIO_BUYER,
                        new AccountCommand.FoldCredits(REQUEST, world.wallet, credits),
                        Role.BUYER,
                        Role.HOLDER),
                of(
                        world,
                        "account:requestWithdrawal",
                        Story.STUDIO_BUYER,
                        new AccountCommand.RequestWithdrawal(REQUEST, world.wallet, Story.xts("3"), World.LAB, credits),
                        Role.BUYER,
                        Role.HOLDER),
                of(
                        world,
                        "account:payWithdrawal",
                        Story.LAB_CASHIER,
                        new AccountCommand.PayWithdrawal(REQUEST, world.withdrawal, "wire-1"),
                        Role.CASHIER));
    }

    private static List<Sample> ofAssets(World world) {
        AssetVersion.Contributor one = Story.contributor(world.library, "authors", 250_000);
        return List.of(
                of(
                        world,
                        "asset:register",
                        Story.ARCHIVE_OWNER,
                        new AssetCommand.Register(
                                REQUEST,
                                Asset.Kind.DATA_SET,
                                "More sources",
                                world.library,
                                Story.content("more"),
                                List.of(one)),
                        Role.OWNER),
                of(
                        world,
                        "asset:addVersion",
                        Story.ARCHIVE_OWNER,
                        new AssetCommand.AddVersion(REQUEST, world.data, Story.content("next"), List.of(one)),
                        Role.OWNER));
    }

    private static List<Sample> ofShares(World world) {
        return List.of(
                of(
                        world,
                        "share:issue",
                        Story.LAB_OWNER,
                        new ShareCommand.Issue(REQUEST, world.model, world.research, 1_000_000),
                        Role.OWNER),
                of(
                        world,
                        "share:transfer",
                        Story.LAB_BUYER,
                        new ShareCommand.Transfer(REQUEST, world.shared, world.lab, world.studio, 7),
                        Role.HOLDER),
                of(
                        world,
                        "share:offerSale",
                        Story.LAB_BUYER,
                        new ShareCommand.OfferSale(
                                REQUEST,
                                world.shared,
                                world.lab,
                                100,
                                Story.xts("0.5"),
                                world.labWallet,
                                Optional.of(world.investor)),
                        Role.HOLDER),
                of(
                        world,
                        "share:cancelSale",
                        Story.LAB_BUYER,
                        new ShareCommand.CancelSale(REQUEST, world.sale),
                        Role.HOLDER),
                of(
                        world,
                        "share:buy",
                        Story.ARCHIVE_BUYER,
                        new ShareCommand.Buy(
                                REQUEST,
                                world.sale,
                                world.investor,
                                world.investorWallet,
                                Story.xts("12"),
                                world.story.credits(world.investorWallet)),
                        Role.BUYER,
                        Role.HOLDER));
    }

    private static List<Sample> ofLicenses(World world) {
        List<AssetVersion.Parent> parents = List.of(new AssetVersion.Parent(world.data, 1, world.licence));
        LicenseCommand.BuyGrant purchase =
                world.story.purchase(world.studio, world.model, world.perByte, world.wallet, "0", "20", world.meter);
        return List.of(
                of(
                        world,
                        "license:offer",
                        Story.ARCHIVE_OWNER,
                        new LicenseCommand.Offer(
                                REQUEST, world.data, Presets.trainPriced(Story.xts("9"), new Ppm(5)), List.of()),
                        Role.OWNER),
                of(
                        world,
                        "license:withdrawOffer",
                        Story.ARCHIVE_OWNER,
                        new LicenseCommand.WithdrawOffer(REQUEST, world.data, world.train),
                        Role.OWNER),
                of(world, "license:buyGrant", Story.STUDIO_BUYER, purchase, Role.BUYER),
                of(
                        world,
                        "license:addKey",
                        Story.STUDIO_BUYER,
                        new LicenseCommand.AddKey(REQUEST, world.grant, Digest.of("another secret")),
                        Role.BUYER),
                of(
                        world,
                        "license:revokeKey",
                        Story.STUDIO_BUYER,
                        new LicenseCommand.RevokeKey(REQUEST, world.grant, World.KEY),
                        Role.BUYER),
                of(
                        world,
                        "license:closeGrant",
                        Story.STUDIO_BUYER,
                        new LicenseCommand.CloseGrant(REQUEST, world.grant),
                        Role.BUYER),
                of(
                        world,
                        "license:releaseLanes",
                        Story.STUDIO_BUYER,
                        new LicenseCommand.ReleaseLanes(REQUEST, world.old),
                        Role.BUYER),
                of(
                        world,
                        "license:registerDerived",
                        Story.LAB_OWNER,
                        new LicenseCommand.RegisterDerived(
                                REQUEST,
                                Asset.Kind.MODEL,
                                "Another model",
                                world.lab,
                                Story.content("another"),
                                List.of(),
                                parents),
                        Role.OWNER),
                of(
                        world,
                        "license:addDerivedVersion",
                        Story.LAB_OWNER,
                        new LicenseCommand.AddDerivedVersion(
                                REQUEST, world.model, Story.content("next"), List.of(), parents),
                        Role.OWNER),
                new Sample(
                        "license:authorize",
                        Story.LAB_METER,
                        new Authorization.Question(
                                world.grant,
                                world.model,
                                world.meter,
                                Terms.Action.INFER,
                                Terms.Purpose.COMMERCIAL,
                                64),
                        EnumSet.allOf(Role.class),
                        world.network));
    }

    private static List<Sample> ofUsageAndRoyalties(World world) {
        List<String> payables =
                world.story.payables(world.lab).stream().map(Payable::id).toList();
        return List.of(
                of(
                        world,
                        "usage:report",
                        Story.LAB_METER,
                        world.story.report(world.meter, 3, world.story.line(world.grant, 77)),
                        Role.METER),
                new Sample(
                        "royalty:settle",
                        Story.STUDIO_BUYER,
                        new RoyaltyCommand.Settle(REQUEST, world.model, world.unsettled),
                        WRITERS,
                        world.network),
                of(
                        world,
                        "royalty:claim",
                        Story.LAB_BUYER,
                        new RoyaltyCommand.Claim(REQUEST, world.lab, world.labWallet, payables),
                        Role.HOLDER),
                of(
                        world,
                        "royalty:claimShares",
                        Story.LAB_BUYER,
                        new RoyaltyCommand.ClaimShares(
                                REQUEST, world.shared, Story.XTS, world.lab.value(), world.labWallet, 1),
                        Role.HOLDER));
    }

    private static List<Sample> ofGovernance(World world) {
        List<Sample> all = new ArrayList<>(List.of(
                new Sample(
                        "account:foldTreasury",
                        Story.STUDIO_BUYER,
                        new AccountCommand.FoldTreasury(REQUEST, Story.XTS, world.story.fees()),
                        WRITERS,
                        world.network),
                of(world, "governance:propose", Story.ARCHIVE_COUNCIL, proposal(world), Role.COUNCIL)));
        all.addAll(ofVotes());
        all.addAll(ofQueue());
        return all;
    }

    /** All kinds of actions, about one organisation. */
    private static GovernanceCommand.Propose proposal(World world) {
        return new GovernanceCommand.Propose(
                REQUEST,
                "All kinds of actions",
                Optional.of(new Proposal.Reasons("https://example.org/reasons", Digest.of("reasons"))),
                Proposal.Mode.REPLACEABLE,
                List.of(
                        new Action.SetParameter("quorum", 500_000, 600_000, 0),
                        new Action.PayFromTreasury(world.lab, Story.xts("1")),
                        new Action.OrderAsset(world.model, Order.Standing.LISTED, Order.Standing.HELD),
                        new Action.OrderAccount(world.labWallet, Story.xts("0"), Story.xts("5"))));
    }

    /** One proposal whose vote can be opened, one whose vote is open, one that is still pending. */
    private static List<Sample> ofVotes() {
        Council council = new Council(new Story());
        ProposalId unopened = council.propose(Story.ARCHIVE_COUNCIL);
        ProposalId open = council.propose(Story.STUDIO_COUNCIL);
        council.open(open);
        ProposalId pending = council.propose(Story.LAB_COUNCIL);
        TestNetwork network = council.network();
        return List.of(
                new Sample(
                        "governance:openVote",
                        Story.LAB_CASHIER,
                        new GovernanceCommand.OpenVote(REQUEST, unopened),
                        WRITERS,
                        network),
                new Sample(
                        "governance:vote",
                        Story.LAB_COUNCIL,
                        new GovernanceCommand.Vote(REQUEST, open, Ballot.Choice.FOR),
                        EnumSet.of(Role.COUNCIL),
                        network),
                new Sample(
                        "governance:cancel",
                        Story.LAB_COUNCIL,
                        new GovernanceCommand.Cancel(REQUEST, pending),
                        EnumSet.of(Role.COUNCIL),
                        network),
                new Sample(
                        "governance:inspect",
                        Story.STUDIO_AUDITOR,
                        new Inspection.Question(List.of(open, pending)),
                        EnumSet.allOf(Role.class),
                        network),
                new Sample(
                        "governance:parameters",
                        Story.STUDIO_AUDITOR,
                        new ParameterTable.Question(),
                        EnumSet.allOf(Role.class),
                        network));
    }

    /** One proposal that is ready, one in the queue, one that has passed. */
    private static List<Sample> ofQueue() {
        Council council = new Council(new Story());
        ProposalId ready = council.propose(Story.LAB_COUNCIL, new Action.SetParameter("quorum", 500_000, 600_000, 0));
        ProposalId queued = council.propose(Story.ARCHIVE_COUNCIL);
        ProposalId passed = council.propose(Story.STUDIO_COUNCIL);
        List.of(ready, queued, passed).forEach(council::pass);
        council.queue(ready);
        council.story().passUntil(council.view(ready).timeline().ready().orElseThrow());
        council.queue(queued);
        TestNetwork network = council.network();
        return List.of(
                new Sample(
                        "governance:queue",
                        Story.LAB_METER,
                        new GovernanceCommand.Queue(REQUEST, passed),
                        WRITERS,
                        network),
                new Sample(
                        "governance:execute",
                        Story.STUDIO_BUYER,
                        new GovernanceCommand.Execute(REQUEST, ready),
                        WRITERS,
                        network),
                new Sample(
                        "governance:veto",
                        Story.ARCHIVE_COUNCIL,
                        new GovernanceCommand.Veto(REQUEST, queued),
                        EnumSet.of(Role.COUNCIL),
                        network));
    }

    /** The sample of one function. */
    public static Sample of(World world, String function) {
        return all(world).stream()
                .filter(sample -> sample.function().equals(function))
                .findFirst()
                .orElseThrow();
    }
}
