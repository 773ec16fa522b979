package org.stemma.gateway.serving;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.stemma.api.AssetId;
import org.stemma.api.Codec;
import org.stemma.api.Digest;
import org.stemma.api.Document;
import org.stemma.api.Refused;
import org.stemma.api.Text;
import org.stemma.api.asset.Asset;
import org.stemma.api.asset.AssetRefusal;
import org.stemma.api.asset.ContentTree;
import org.stemma.api.member.Role;
import org.stemma.gateway.GatewayRefusal;
import org.stemma.gateway.ledger.Caller;
import org.stemma.gateway.security.Allowed;
import org.stemma.gateway.web.Bodies;
import org.stemma.gateway.web.Takes;

/** Manifests and models of versions. Only what the owner's organisation brings and the ledger registered is kept. */
@RestController
@RequestMapping("/v1/assets/{id}/versions/{number}")
class ArtifactController {
    private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");
    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,8}");

    private final Artifacts artifacts;
    private final Registered registered;
    private final Models models;

    ArtifactController(Artifacts artifacts, Registered registered, Models models) {
        this.artifacts = artifacts;
        this.registered = registered;
        this.models = models;
    }

    /** What was kept. */
    record Kept(AssetId asset, long version, Digest root, long leaves, long bytes) {
        static Kept of(Artifacts.Version version, ContentTree.Manifest manifest) {
            return new Kept(
                    version.asset(),
                    version.number(),
                    manifest.root(),
                    manifest.leaves().size(),
                    manifest.bytes());
        }
    }

    @PutMapping("/manifest")
    @Allowed(value = Allowed.Who.ROLES, roles = Role.OWNER)
    @Takes(value = ContentTree.Manifest.class, optional = "v")
    Kept putManifest(Caller caller, @PathVariable String id, @PathVariable String number, HttpServletRequest request)
            throws IOException {
        Artifacts.Version version = version(id, number);
        mustOwn(caller, registered.asset(version.asset()));
        ContentTree.Manifest body = manifest(Bodies.members(request));
        artifacts.keep(version, body, registered.version(version).content().root());
        return Kept.of(version, body);
    }

    @GetMapping("/manifest")
    @Allowed(Allowed.Who.ANYONE)
    ContentTree.Manifest getManifest(@PathVariable String id, @PathVariable String number) {
        Artifacts.Version version = version(id, number);
        registered.version(version);
        return artifacts
                .manifest(version)
                .orElseThrow(() -> Refused.because(ServingRefusal.MANIFEST_ABSENT, "asset", id, "version", number));
    }

    @PutMapping("/artifact")
    @Allowed(value = Allowed.Who.ROLES, roles = Role.OWNER)
    @Takes(media = MediaType.APPLICATION_OCTET_STREAM_VALUE)
    Kept putArtifact(
            Caller caller,
            @PathVariable String id,
            @PathVariable String number,
            @RequestHeader(name = "X-File-Name", required = false) @Nullable String fileName,
            HttpServletRequest request)
            throws IOException {
        // Here rather than in the mapping, so that who may not ask hears that first.
        Refused.unless(
                MediaType.APPLICATION_OCTET_STREAM_VALUE.equals(request.getContentType()),
                GatewayRefusal.CONTENT_TYPE,
                "accepted",
                MediaType.APPLICATION_OCTET_STREAM_VALUE);
        Artifacts.Version version = version(id, number);
        Asset asset = registered.asset(version.asset());
        mustOwn(caller, asset);
        Refused.unless(asset.kind() == Asset.Kind.MODEL, ServingRefusal.NOT_A_MODEL, "asset", id);
        Digest root = registered.version(version).content().root();
        String name = nameOf(version, fileName);
        Refused.unless(
                request.getContentLengthLong() <= LeafCutter.MAX_BYTES,
                ServingRefusal.ARTIFACT_TOO_LARGE,
                "allowed",
                LeafCutter.MAX_BYTES);
        ContentTree.Manifest kept = artifacts.keep(version, request.getInputStream(), name, root);
        models.forget(version);
        return Kept.of(version, kept);
    }

    /** The name that was given, or else the one in the manifest that was put before. */
    private String nameOf(Artifacts.Version version, @Nullable String given) {
        String name = Optional.ofNullable(given)
                .or(() -> artifacts.manifest(version).map(ArtifactController::nameIn))
                .orElse("");
        Refused.unless(FILE_NAME.matcher(name).matches(), ServingRefusal.FILE_NAME_INVALID, "fileName", name);
        return name;
    }

    private static String nameIn(ContentTree.Manifest manifest) {
        String path = manifest.leaves().get(0).path();
        return path.substring(0, Math.max(0, path.lastIndexOf('#')));
    }

    private static Artifacts.Version version(String asset, String number) {
        Text.matching(NUMBER, number, "a version's number, from 1 on,");
        return new Artifacts.Version(new AssetId(asset), Long.parseLong(number));
    }

    private static ContentTree.Manifest manifest(Map<String, Object> members) {
        Map<String, Object> document = new TreeMap<>(members);
        document.putIfAbsent("v", (long) Document.VERSION);
        return Codec.decode(document, ContentTree.Manifest.class);
    }

    private static void mustOwn(Caller caller, Asset asset) {
        Refused.unless(
                asset.organisation().equals(caller.organisation()),
                AssetRefusal.FOREIGN,
                "asset",
                asset.id(),
                "organisation",
                asset.organisation());
    }
}
