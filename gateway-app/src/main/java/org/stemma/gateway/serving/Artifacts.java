package org.stemma.gateway.serving;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.stemma.api.AssetId;
import org.stemma.api.Codec;
import org.stemma.api.Digest;
import org.stemma.api.MalformedException;
import org.stemma.api.Refused;
import org.stemma.api.asset.AssetVersion;
import org.stemma.api.asset.ContentRoot;
import org.stemma.api.asset.ContentTree;
import org.stemma.api.asset.FilePath;

/**
 * The files that this gateway holds of assets' versions: manifests, and models to serve. A file stands under its name only
 * when it is whole and its root is the registered one; what was damaged since is found before it is used.
 */
final class Artifacts {
    private static final Pattern FOLDER = Pattern.compile("(ast_[a-z0-9]{1,64})-([1-9][0-9]{0,8})");
    private static final String MANIFEST = "manifest.ndjson";
    private static final String OLDER_MANIFEST = "manifest.json";
    private static final String MODEL = "model";

    private final Path root;
    private final Path incoming;

    Artifacts(Path dataDir) throws IOException {
        root = dataDir.resolve("artifacts");
        incoming = root.resolve(".incoming");
        Files.createDirectories(incoming);
        // Whatever was on its way when the process ended.
        try (Stream<Path> drafts = Files.list(incoming)) {
            for (Path draft : drafts.toList()) {
                Files.delete(draft);
            }
        }
    }

    /** A version of an asset. */
    record Version(AssetId asset, long number) {}

    /**
     * Keeps a manifest that is what the version registered: root, bytes and files. Nothing of another is left.
     *
     * @throws Refused {@code gateway.root_mismatch}
     */
    ContentRoot keep(Version version, Manifests.Leaves leaves, AssetVersion.Content registered) throws IOException {
        Path draft = Files.createTempFile(incoming, "manifest", ".tmp");
        try {
            ContentRoot found = Manifests.write(leaves, draft);
            Manifests.difference(found, registered).ifPresent(facts -> {
                throw Refused.because(ServingRefusal.ROOT_MISMATCH, with(version, facts));
            });
            force(draft);
            moveTo(draft, folder(version).resolve(MANIFEST));
            return found;
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    private static Object[] with(Version version, Object... facts) {
        return Stream.concat(Stream.of("asset", version.asset(), "version", version.number()), Stream.of(facts))
                .toArray();
    }

    /** Keeps a model's file that is what the version registered; nothing of another is left. */
    ContentRoot keep(Version version, InputStream content, String fileName, AssetVersion.Content registered)
            throws IOException {
        Path draft = Files.createTempFile(incoming, "artifact", ".tmp");
        try {
            ContentTree.Manifest manifest;
            try (OutputStream out = Files.newOutputStream(draft)) {
                manifest = LeafCutter.cut(content, fileName, out);
            }
            // The manifest first: a model that stands there has one.
            ContentRoot kept = keep(version, Manifests.of(manifest), registered);
            force(draft);
            moveTo(draft, folder(version).resolve(MODEL));
            return kept;
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    private static void force(Path draft) throws IOException {
        try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    private static void moveTo(Path draft, Path target) throws IOException {
        Files.createDirectories(target.getParent());
        Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
    }

    /** The manifest of a model, which is short. */
    Optional<ContentTree.Manifest> manifest(Version version) {
        try {
            Optional<Path> kept = manifestFile(version);
            return kept.isPresent() ? Optional.of(Manifests.read(kept.get())) : Optional.empty();
        } catch (MalformedException e) {
            throw damaged(version, MANIFEST);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where the version's manifest is kept, a leaf per line. */
    Optional<Path> manifestFile(Version version) throws IOException {
        Path kept = folder(version).resolve(MANIFEST);
        if (!Files.exists(kept) && Files.exists(folder(version).resolve(OLDER_MANIFEST))) {
            // As one document, by a version of this program before.
            String json = Files.readString(folder(version).resolve(OLDER_MANIFEST), StandardCharsets.UTF_8);
            Path draft = Files.createTempFile(incoming, "manifest", ".tmp");
            try (BufferedWriter out = Files.newBufferedWriter(draft, StandardCharsets.UTF_8)) {
                for (ContentTree.Leaf leaf :
                        Codec.decode(json, ContentTree.Manifest.class).leaves()) {
                    out.write(Codec.encode(leaf));
                    out.write('\n');
                }
            }
            moveTo(draft, kept);
        }
        return Optional.of(kept).filter(Files::exists);
    }

    /** The versions whose models are held, in the order of their names. */
    List<Version> models() {
        try (Stream<Path> folders = Files.list(root)) {
            return folders.filter(folder -> Files.isRegularFile(folder.resolve(MODEL)))
                    .map(folder -> FOLDER.matcher(folder.getFileName().toString()))
                    .filter(Matcher::matches)
                    .map(matcher -> new Version(new AssetId(matcher.group(1)), Long.parseLong(matcher.group(2))))
                    .sorted(java.util.Comparator.comparing(
                                    (Version version) -> version.asset().value())
                            .thenComparing(Version::number))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean holdsModel(Version version) {
        return Files.isRegularFile(folder(version).resolve(MODEL));
    }

    /**
     * The model's file, after reading all of it again.
     *
     * @throws Refused {@code gateway.artifact_damaged}, with the first leaf that is not as it was registered
     */
    Path checkedModel(Version version, Digest registered) throws IOException {
        Path file = folder(version).resolve(MODEL);
        Optional<ContentTree.Manifest> kept = manifest(version);
        if (kept.isEmpty() || !kept.get().root().equals(registered)) {
            throw damaged(version, MANIFEST);
        }
        List<ContentTree.Leaf> expected = kept.get().leaves();
        String first = expected.get(0).path();
        ContentTree.Manifest found;
        try (InputStream in = Files.newInputStream(file)) {
            found = LeafCutter.cut(in, FilePath.file(first), OutputStream.nullOutputStream());
        } catch (Refused emptyOrTooLarge) {
            throw damaged(version, first);
        }
        if (!found.root().equals(registered)) {
            throw damaged(version, firstDifference(expected, found.leaves()));
        }
        return file;
    }

    private static String firstDifference(List<ContentTree.Leaf> expected, List<ContentTree.Leaf> found) {
        for (int i = 0; i < expected.size(); i++) {
            if (i >= found.size() || !expected.get(i).equals(found.get(i))) {
                return expected.get(i).path();
            }
        }
        return found.get(expected.size()).path();
    }

    private static Refused damaged(Version version, String leaf) {
        return Refused.because(
                ServingRefusal.ARTIFACT_DAMAGED, "asset", version.asset(), "version", version.number(), "leaf", leaf);
    }

    private Path folder(Version version) {
        return root.resolve(version.asset() + "-" + version.number());
    }
}
