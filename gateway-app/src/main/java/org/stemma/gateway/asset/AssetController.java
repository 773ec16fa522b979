package org.stemma.gateway.asset;

import static org.stemma.gateway.security.Allowed.Who.ANYONE;
import static org.stemma.gateway.security.Allowed.Who.ROLES;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.stemma.api.AssetId;
import org.stemma.api.Drawer;
import org.stemma.api.PartyId;
import org.stemma.api.Refused;
import org.stemma.api.asset.Asset;
import org.stemma.api.asset.AssetCommand;
import org.stemma.api.asset.AssetRefusal;
import org.stemma.api.asset.AssetVersion;
import org.stemma.api.kernel.Charter;
import org.stemma.api.kernel.Order;
import org.stemma.api.license.LicenseCommand;
import org.stemma.api.member.Role;
import org.stemma.gateway.readmodel.IndexedFields;
import org.stemma.gateway.readmodel.Page;
import org.stemma.gateway.readmodel.ReadModel;
import org.stemma.gateway.security.Allowed;
import org.stemma.gateway.web.Malformed;
import org.stemma.gateway.web.Numbers;
import org.stemma.gateway.web.Paging;
import org.stemma.gateway.web.Paging.Listing;
import org.stemma.gateway.web.Submissions;
import org.stemma.gateway.web.Write;
import org.stemma.gateway.web.Writes;
import org.stemma.gateway.web.Written;

/** The catalogue, and what is entered in it. */
@RestController
class AssetController {
    private final ReadModel readModel;
    private final Submissions submissions;

    AssetController(ReadModel readModel, Submissions submissions) {
        this.readModel = readModel;
        this.submissions = submissions;
    }

    @GetMapping("/v1/assets")
    @Allowed(ANYONE)
    Listing<AssetView> assets(
            @RequestParam Optional<String> kind, @RequestParam Optional<String> owner, Paging paging) {
        Map<String, String> fields = new TreeMap<>();
        kind.ifPresent(word -> fields.put(IndexedFields.KIND, kind(word)));
        owner.ifPresent(id -> fields.put(IndexedFields.OWNER, new PartyId(id).value()));
        Page<Asset> assets =
                readModel.scan(Drawer.ASSET, Asset.class, Drawer.ASSET.range(), fields, paging.after(), paging.limit());
        return Listing.of(assets.map(this::view));
    }

    private static String kind(String word) {
        return Stream.of(Asset.Kind.values())
                .map(kind -> kind.name().toLowerCase(Locale.ROOT))
                .filter(word::equals)
                .findFirst()
                .orElseThrow(() -> Malformed.at("kind", "model or data_set is expected"));
    }

    @GetMapping("/v1/assets/{id}")
    @Allowed(ANYONE)
    AssetView asset(@PathVariable String id) {
        return view(head(new AssetId(id)));
    }

    private Asset head(AssetId id) {
        return readModel
                .find(Drawer.ASSET, Asset.class, id)
                .orElseThrow(() -> Refused.because(AssetRefusal.UNKNOWN, "asset", id));
    }

    private AssetView view(Asset asset) {
        Optional<AssetVersion> latest = asset.versions().isEmpty()
                ? Optional.empty()
                : version(
                        asset.id(),
                        asset.versions().get(asset.versions().size() - 1).number());
        Order.Standing standing = readModel
                .find(Drawer.ORDER, Order.class, "asset", asset.id())
                // An order that the charter does not name is none.
                .filter(order -> readModel
                        .find(Drawer.CHARTER, Charter.class)
                        .filter(charter -> charter.orders(order.subject()))
                        .isPresent())
                .map(Order::standing)
                .orElse(Order.Standing.LISTED);
        return new AssetView(
                asset.id(),
                asset.kind(),
                asset.name(),
                asset.owner(),
                asset.organisation(),
                standing,
                asset.versions(),
                asset.offers(),
                asset.shares(),
                asset.changes(),
                latest);
    }

    private Optional<AssetVersion> version(AssetId asset, long number) {
        return readModel.find(Drawer.ASSET_VERSION, AssetVersion.class, asset, number);
    }

    @GetMapping("/v1/assets/{id}/versions/{number}")
    @Allowed(ANYONE)
    AssetVersion version(@PathVariable String id, @PathVariable String number) {
        Asset asset = head(new AssetId(id));
        return version(asset.id(), Numbers.natural("number", number))
                .orElseThrow(
                        () -> Refused.because(AssetRefusal.VERSION_UNKNOWN, "asset", asset.id(), "version", number));
    }

    @PostMapping("/v1/assets")
    @Allowed(
            value = ROLES,
            roles = {Role.OWNER})
    @Writes(
            function = "asset:register",
            command = LicenseCommand.RegisterDerived.class,
            optional = {"parents"},
            location = "/v1/assets/{id}")
    ResponseEntity<Written> register(Write write) {
        return write.has("parents")
                ? submissions.submit(write, "license:registerDerived", LicenseCommand.RegisterDerived.class)
                : submissions.submit(write, "asset:register", AssetCommand.Register.class);
    }

    @PostMapping("/v1/assets/{asset}/versions")
    @Allowed(
            value = ROLES,
            roles = {Role.OWNER})
    @Writes(
            function = "asset:addVersion",
            command = LicenseCommand.AddDerivedVersion.class,
            optional = {"parents"},
            location = "/v1/assets/{id}")
    ResponseEntity<Written> addVersion(Write write) {
        return write.has("parents")
                ? submissions.submit(write, "license:addDerivedVersion", LicenseCommand.AddDerivedVersion.class)
                : submissions.submit(write, "asset:addVersion", AssetCommand.AddVersion.class);
    }
}
