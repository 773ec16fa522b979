package org.stemma.gateway.asset;

import static org.stemma.gateway.security.Allowed.Who.ANYONE;
import static org.stemma.gateway.security.Allowed.Who.ROLES;

import java.util.Optional;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.stemma.api.AssetId;
import org.stemma.api.PartyId;
import org.stemma.api.asset.Asset;
import org.stemma.api.asset.AssetCommand;
import org.stemma.api.asset.AssetVersion;
import org.stemma.api.license.LicenseCommand;
import org.stemma.api.member.Role;
import org.stemma.gateway.security.Allowed;
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
    private final AssetQueries assets;
    private final Submissions submissions;

    AssetController(AssetQueries assets, Submissions submissions) {
        this.assets = assets;
        this.submissions = submissions;
    }

    @GetMapping("/v1/assets")
    @Allowed(ANYONE)
    Listing<AssetView> assets(
            @RequestParam Optional<Asset.Kind> kind, @RequestParam Optional<PartyId> owner, Paging paging) {
        return paging.listing(assets.assets(kind, owner, paging));
    }

    @GetMapping("/v1/assets/{id}")
    @Allowed(ANYONE)
    AssetView asset(@PathVariable AssetId id) {
        return assets.asset(id);
    }

    @GetMapping("/v1/assets/{id}/versions/{number}")
    @Allowed(ANYONE)
    AssetVersion version(@PathVariable AssetId id, @PathVariable String number) {
        return assets.version(id, Numbers.natural("number", number));
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
