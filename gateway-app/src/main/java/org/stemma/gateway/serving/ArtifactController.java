package org.stemma.gateway.serving;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
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
import org.stemma.api.MalformedException;
import org.stemma.api.Refused;
import org.stemma.api.asset.Asset;
import org.stemma.api.asset.AssetRefusal;
import org.stemma.api.asset.AssetVersion;
import org.stemma.api.asset.ContentRoot;
import org.stemma.api.asset.ContentTree;
import org.stemma.api.asset.FilePath;
import org.stemma.api.member.Role;
import org.stemma.gateway.GatewayRefusal;
import org.stemma.gateway.ledger.Caller;
import org.stemma.gateway.security.Allowed;
import org.stemma.gateway.web.Bodies;
import org.stemma.gateway.web.Numbers;
import org.stemma.gateway.web.Takes;

/** Manifests and models of versions. Only what the owner's organisation brings and the ledger registered is kept. */
@RestController
@RequestMapping("/v1/assets/{id}/versions/{number}")
class ArtifactController {

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
        static Kept of(Artifacts.Version version, ContentRoot kept) {
            return new Kept(version.asset(), version.number(), kept.root(), kept.leaves(), kept.bytes());
        }
    }

    /** A document of at most 1 MiB, or, however many leaves there are, one leaf per line. */
    @PutMapping("/manifest")
    @Allowed(value = Allowed.Who.ROLES, roles = Role.OWNER)
    @Takes(value = ContentTree.Manifest.class, optional = "v", also = Manifests.LINES)
    Kept putManifest(Caller caller, @PathVariable AssetId id, @PathVariable String number, HttpServletRequest request)
            throws IOException {
        Artifacts.Version version = version(id, number);
        mustOwn(caller, registered.asset(id));
        Manifests.Leaves leaves = isLines(request.getContentType())
                ? Manifests.sent(request.getInputStream())
                : Manifests.of(manifest(Bodies.members(request)));
        return Kept.of(
                version,
                artifacts.keep(version, leaves, registered.version(version).content()));
    }

    private static boolean isLines(@Nullable String contentType) {
        return contentType != null
                && contentType.replaceFirst(";.*", "").strip().equalsIgnoreCase(Manifests.LINES);
    }

    /** As one document, or as one leaf per line for whoever accepts that. */
    @GetMapping("/manifest")
    @Allowed(Allowed.Who.ANYONE)
    @Takes(media = "", answer = ContentTree.Manifest.class, also = Manifests.LINES)
    void getManifest(
            @PathVariable AssetId id,
            @PathVariable String number,
            @RequestHeader(name = HttpHeaders.ACCEPT, required = false) @Nullable String accept,
            HttpServletResponse response)
            throws IOException {
        Artifacts.Version version = version(id, number);
        registered.version(version);
        Path kept = artifacts
                .manifestFile(version)
                .orElseThrow(() -> Refused.because(ServingRefusal.MANIFEST_ABSENT, "asset", id, "version", number));
        boolean asLines = accept != null && accept.contains(Manifests.LINES);
        response.setContentType(asLines ? Manifests.LINES : MediaType.APPLICATION_JSON_VALUE);
        Manifests.copy(kept, asLines, response.getOutputStream());
    }

    @PutMapping("/artifact")
    @Allowed(value = Allowed.Who.ROLES, roles = Role.OWNER)
    @Takes(media = MediaType.APPLICATION_OCTET_STREAM_VALUE)
    Kept putArtifact(
            Caller caller,
            @PathVariable AssetId id,
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
        Asset asset = registered.asset(id);
        mustOwn(caller, asset);
        Refused.unless(asset.kind() == Asset.Kind.MODEL, ServingRefusal.NOT_A_MODEL, "asset", id);
        AssetVersion.Content content = registered.version(version).content();
        String name = nameOf(version, fileName);
        Refused.unless(
                request.getContentLengthLong() <= LeafCutter.MAX_BYTES,
                ServingRefusal.ARTIFACT_TOO_LARGE,
                "allowed",
                LeafCutter.MAX_BYTES);
        ContentRoot kept = artifacts.keep(version, request.getInputStream(), name, content);
        models.forget(version);
        return Kept.of(version, kept);
    }

    /** The name that was given, in percent-encoded UTF-8, or else the one in the manifest that was put before. */
    private String nameOf(Artifacts.Version version, @Nullable String given) {
        String name = given == null
                ? artifacts
                        .manifest(version)
                        .map(manifest -> FilePath.file(manifest.leaves().get(0).path()))
                        .orElse("")
                : FileNames.decoded(given);
        try {
            return FilePath.name(name);
        } catch (MalformedException e) {
            throw Refused.because(ServingRefusal.FILE_NAME_INVALID, "fileName", name, "reason", e.reason());
        }
    }

    private static Artifacts.Version version(AssetId asset, String number) {
        return new Artifacts.Version(asset, Numbers.natural("number", number));
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
