package org.stemma.contracts.asset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.stemma.api.AssetId;
import org.stemma.api.Digest;
import org.stemma.api.Drawer;
import org.stemma.api.GrantId;
import org.stemma.api.Ppm;
import org.stemma.api.Refused;
import org.stemma.api.asset.Asset;
import org.stemma.api.asset.AssetCommand;
import org.stemma.api.asset.AssetRefusal;
import org.stemma.api.asset.AssetVersion;
import org.stemma.api.kernel.KernelRefusal;
import org.stemma.api.kernel.Order;
import org.stemma.api.license.LicenseCommand;
import org.stemma.api.license.Presets;
import org.stemma.api.license.Terms;
import org.stemma.contracts.story.RoomTest;
import org.stemma.contracts.story.Sample;
import org.stemma.contracts.story.Story;

final class AssetRefusalsTest extends RoomTest {
    private AssetCommand.Register register(AssetVersion.Content content, List<AssetVersion.Contributor> contributors) {
        return new AssetCommand.Register(
                request(), Asset.Kind.DATA_SET, "A data set", world.library, content, contributors);
    }

    private LicenseCommand.RegisterDerived derive(AssetVersion.Parent... parents) {
        return new LicenseCommand.RegisterDerived(
                request(), Asset.Kind.MODEL, "A model", world.lab, Story.content("m"), List.of(), List.of(parents));
    }

    @Test
    void unknown() {
        refused(
                AssetRefusal.UNKNOWN,
                Story.ARCHIVE_OWNER,
                "asset:addVersion",
                new AssetCommand.AddVersion(request(), new AssetId("ast_0"), Story.content("x"), List.of()));
    }

    @Test
    void version_unknown() {
        refused(
                AssetRefusal.VERSION_UNKNOWN,
                Story.LAB_OWNER,
                "license:registerDerived",
                derive(new AssetVersion.Parent(world.data, 2, world.licence)));
    }

    @Test
    void foreign() {
        refused(
                AssetRefusal.FOREIGN,
                Story.LAB_OWNER,
                "asset:addVersion",
                new AssetCommand.AddVersion(request(), world.data, Story.content("x"), List.of()));
    }

    @Test
    void not_listed() {
        for (Order.Standing standing : List.of(Order.Standing.HELD, Order.Standing.DELISTED)) {
            for (AssetId asset : List.of(world.model, world.data)) {
                world.network.impose(new Order("asset/" + asset, standing, Optional.empty(), "ruling"));
            }
            for (String function : List.of("license:buyGrant", "license:authorize", "license:registerDerived")) {
                Sample sample = Sample.of(world, function);
                refused(AssetRefusal.NOT_LISTED, sample.by(), function, sample.input());
            }
        }
        Order listed = new Order("asset/" + world.model, Order.Standing.LISTED, Optional.empty(), "appeal");
        world.network.impose(listed);
        Sample sample = Sample.of(world, "license:authorize");
        accepted(sample.by(), sample.function(), sample.input());
    }

    @Test
    void shares_exceed_whole() {
        List<AssetVersion.Contributor> more =
                List.of(Story.contributor(world.lab, "a", Ppm.ONE), Story.contributor(world.library, "b", 1));
        refused(
                AssetRefusal.SHARES_EXCEED_WHOLE,
                Story.ARCHIVE_OWNER,
                "asset:register",
                register(Story.content("x"), more));
        accepted(
                Story.ARCHIVE_OWNER,
                "asset:register",
                register(Story.content("x"), List.of(Story.contributor(world.lab, "a", Ppm.ONE))));
    }

    @Test
    void contributor_twice() {
        List<AssetVersion.Contributor> twice =
                List.of(Story.contributor(world.library, "author", 1), Story.contributor(world.library, "author", 2));
        refused(
                AssetRefusal.CONTRIBUTOR_TWICE,
                Story.ARCHIVE_OWNER,
                "asset:register",
                register(Story.content("x"), twice));
    }

    @Test
    void too_many_contributors() {
        List<AssetVersion.Contributor> many = IntStream.range(0, 65)
                .mapToObj(i -> Story.contributor(world.library, "role " + i, 1))
                .toList();
        refused(
                AssetRefusal.TOO_MANY_CONTRIBUTORS,
                Story.ARCHIVE_OWNER,
                "asset:register",
                register(Story.content("x"), many));
        accepted(Story.ARCHIVE_OWNER, "asset:register", register(Story.content("x"), many.subList(0, 64)));
    }

    private static AssetVersion version(String asset, List<AssetVersion.Ancestor> ancestors) {
        return new AssetVersion(new AssetId(asset), 1, Story.content(asset), List.of(), List.of(), ancestors);
    }

    @Test
    void too_many_versions() {
        Asset head = world.network.find(Drawer.ASSET, Asset.class, world.data).orElseThrow();
        Asset full = new Asset(
                head.id(),
                head.kind(),
                head.name(),
                head.owner(),
                head.organisation(),
                Collections.nCopies(1000, head.versions().get(0)),
                head.offers(),
                head.shares(),
                head.changes(),
                head.membership(),
                head.command());
        Refused refused = assertThrows(Refused.class, () -> AssetRules.withVersion(full, version("ast_1", List.of())));
        assertEquals(AssetRefusal.TOO_MANY_VERSIONS, refused.refusal());
    }

    @Test
    void parent_twice() {
        AssetVersion.Parent parent = new AssetVersion.Parent(world.data, 1, world.licence);
        refused(AssetRefusal.PARENT_TWICE, Story.LAB_OWNER, "license:registerDerived", derive(parent, parent));
    }

    @Test
    void too_many_parents() {
        AssetVersion.Parent[] many = Collections.nCopies(17, new AssetVersion.Parent(world.data, 1, world.licence))
                .toArray(AssetVersion.Parent[]::new);
        refused(AssetRefusal.TOO_MANY_PARENTS, Story.LAB_OWNER, "license:registerDerived", derive(many));
        List<AssetRules.Origin> origins = new ArrayList<>();
        for (int i = 0; i < 17; i++) {
            origins.add(origin("ast_" + i, 0, List.of()));
        }
        assertEquals(AssetRefusal.TOO_MANY_PARENTS, flattening(origins, Ppm.ONE));
    }

    private static AssetRules.Origin origin(String asset, int share, List<AssetVersion.Ancestor> ancestors) {
        return new AssetRules.Origin(
                new AssetVersion.Parent(new AssetId(asset), 1, new GrantId("grt_1")),
                new Ppm(share),
                version(asset, ancestors));
    }

    private static Object flattening(List<AssetRules.Origin> origins, int bound) {
        return assertThrows(Refused.class, () -> AssetRules.flatten(new AssetId("ast_new"), origins, new Ppm(bound)))
                .refusal();
    }

    @Test
    void too_many_ancestors() {
        List<AssetVersion.Ancestor> grandparents = IntStream.range(0, 1023)
                .mapToObj(i -> new AssetVersion.Ancestor(new AssetId("ast_g" + i), 1, Ppm.ZERO))
                .toList();
        AssetRules.Origin most = origin("ast_p", 1, grandparents);
        assertEquals(
                1024,
                AssetRules.flatten(new AssetId("ast_new"), List.of(most), new Ppm(1))
                        .size());
        List<AssetRules.Origin> more = List.of(most, origin("ast_q", 0, List.of()));
        assertEquals(AssetRefusal.TOO_MANY_ANCESTORS, flattening(more, 1));
    }

    @Test
    void a_licence_that_was_bought_under_a_higher_bound_can_still_be_used() {
        AssetRules.Origin bought =
                origin("ast_p", 550_000, List.of(new AssetVersion.Ancestor(new AssetId("ast_g"), 1, new Ppm(50_000))));
        assertEquals(
                2,
                AssetRules.flatten(new AssetId("ast_new"), List.of(bought), new Ppm(100_000))
                        .size());
        List<AssetRules.Origin> more = List.of(bought, origin("ast_q", 1, List.of()));
        assertEquals(AssetRefusal.UPSTREAM_EXCEEDS_BOUND, flattening(more, 100_000));
        assertEquals(
                AssetRefusal.UPSTREAM_EXCEEDS_BOUND, flattening(List.of(origin("ast_p", 900_001, List.of())), 100_000));
    }

    @Test
    void cycle() {
        Digest terms = story.offer(Story.LAB_OWNER, world.model, Presets.trainFree(Ppm.ZERO));
        GrantId back = story.freeGrant(Story.ARCHIVE_BUYER, world.library, world.model, terms, Terms.Purpose.ACADEMIC);
        refused(
                AssetRefusal.CYCLE,
                Story.ARCHIVE_OWNER,
                "license:addDerivedVersion",
                new LicenseCommand.AddDerivedVersion(
                        request(),
                        world.data,
                        Story.content("x"),
                        List.of(),
                        List.of(new AssetVersion.Parent(world.model, 1, back))));
    }

    @Test
    void upstream_exceeds_bound() {
        AssetId greedy = story.dataSet(world.library, "greedy");
        Digest terms = story.offer(Story.ARCHIVE_OWNER, greedy, Presets.trainFree(new Ppm(500_001)));
        GrantId grant = story.freeGrant(Story.LAB_BUYER, world.lab, greedy, terms, Terms.Purpose.ACADEMIC);
        AssetVersion.Parent one = new AssetVersion.Parent(greedy, 1, grant);
        // Alone within the charter's 60 %; with the other's 10 % one part per million above it.
        accepted(Story.LAB_OWNER, "license:registerDerived", derive(one));
        refused(
                AssetRefusal.UPSTREAM_EXCEEDS_BOUND,
                Story.LAB_OWNER,
                "license:registerDerived",
                derive(one, new AssetVersion.Parent(world.data, 1, world.licence)));
    }

    @Test
    void a_licence_is_an_expression_of_spdx_and_the_refusal_names_the_member() {
        Digest root = Digest.of("x");
        for (String wrong : List.of("NoSuch-1.0", "<script>", "MIT\u200b", " ")) {
            AssetVersion.Content content = new AssetVersion.Content(root, 1, 1, wrong, Optional.empty());
            refused(KernelRefusal.MALFORMED, Story.ARCHIVE_OWNER, "asset:register", register(content, List.of()));
        }
        accepted(
                Story.ARCHIVE_OWNER,
                "asset:register",
                register(new AssetVersion.Content(root, 1, 1, "MIT OR LicenseRef-ours", Optional.empty()), List.of()));
    }

    @Test
    void content_empty() {
        Digest root = Digest.of("x");
        for (AssetVersion.Content content : List.of(
                new AssetVersion.Content(root, 0, 0, "MIT", Optional.empty()),
                new AssetVersion.Content(root, 1, -1, "MIT", Optional.empty()))) {
            refused(AssetRefusal.CONTENT_EMPTY, Story.ARCHIVE_OWNER, "asset:register", register(content, List.of()));
        }
    }
}
