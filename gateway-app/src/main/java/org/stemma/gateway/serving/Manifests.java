package org.stemma.gateway.serving;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stemma.api.Codec;
import org.stemma.api.MalformedException;
import org.stemma.api.Refused;
import org.stemma.api.asset.AssetLimits;
import org.stemma.api.asset.AssetVersion;
import org.stemma.api.asset.ContentRoot;
import org.stemma.api.asset.ContentTree;
import org.stemma.api.asset.FilePath;
import org.stemma.gateway.web.Malformed;

/**
 * The form in which manifests are kept, and may be sent and read however long they are: a leaf per line, as canonical JSON.
 * None is ever held in memory but by who needs the few leaves of a model.
 */
final class Manifests {
    static final String LINES = "application/x-ndjson";

    /** The most bytes of a leaf's line: a path of 4 KiB, each byte of it escaped. */
    static final int MAX_LINE = 1 << 15;

    private Manifests() {}

    /** Where leaves come from: the next one, or null behind the last. */
    interface Leaves {
        ContentTree.@Nullable Leaf next() throws IOException;
    }

    /** The leaves of a manifest that is there. */
    static Leaves of(ContentTree.Manifest manifest) {
        var leaves = manifest.leaves().iterator();
        return () -> leaves.hasNext() ? leaves.next() : null;
    }

    /** The leaves that a client sends, a line each. */
    static Leaves sent(InputStream body) {
        InputStream in = new BufferedInputStream(body, 1 << 16);
        return () -> {
            String line = line(in);
            return line == null ? null : Codec.decode(line, ContentTree.Leaf.class);
        };
    }

    private static @Nullable String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(256);
        int read = in.read();
        if (read < 0) {
            return null;
        }
        for (; read >= 0 && read != '\n'; read = in.read()) {
            if (line.size() == MAX_LINE) {
                throw new MalformedException("lines of at most " + MAX_LINE + " bytes are expected");
            }
            line.write(read);
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(line.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new MalformedException("UTF-8 is expected");
        }
    }

    /**
     * Writes leaves down as they come.
     *
     * @throws Refused if one is not of its form; the path says which
     */
    static ContentRoot write(Leaves leaves, Path draft) throws IOException {
        ContentRoot root = new ContentRoot();
        try (BufferedWriter out = Files.newBufferedWriter(draft, StandardCharsets.UTF_8)) {
            for (ContentTree.Leaf leaf = next(leaves, root); leaf != null; leaf = next(leaves, root)) {
                out.write(Codec.encode(leaf));
                out.write('\n');
            }
        }
        if (root.leaves() == 0) {
            throw Malformed.at("leaves", "at least one leaf is expected");
        }
        return root;
    }

    private static ContentTree.@Nullable Leaf next(Leaves leaves, ContentRoot root) throws IOException {
        String place = "leaves[" + root.leaves() + "]";
        try {
            ContentTree.Leaf leaf = leaves.next();
            if (leaf != null) {
                mustBeSound(leaf);
                root.add(leaf);
                mustBeFew(root.leaves());
            }
            return leaf;
        } catch (MalformedException e) {
            throw Malformed.at(e, place);
        } catch (ArithmeticException e) {
            throw Malformed.at(place, "sizes whose sum has 63 bits are expected");
        }
    }

    private static void mustBeSound(ContentTree.Leaf leaf) {
        try {
            FilePath.checked(leaf.path());
        } catch (MalformedException e) {
            throw e.inside("path");
        }
        if (leaf.size() < 0) {
            throw MalformedException.of(Long.toString(leaf.size()), "a size of 0 or more is expected")
                    .inside("size");
        }
    }

    static void mustBeFew(long leaves) {
        if (leaves > AssetLimits.MAX_LEAVES) {
            throw new MalformedException("at most " + AssetLimits.MAX_LEAVES + " leaves are expected");
        }
    }

    /**
     * The whole of a short manifest.
     *
     * @throws MalformedException if the file is damaged
     */
    static ContentTree.Manifest read(Path kept) throws IOException {
        List<ContentTree.Leaf> leaves = new ArrayList<>();
        try (BufferedReader in = Files.newBufferedReader(kept, StandardCharsets.UTF_8)) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                leaves.add(Codec.decode(line, ContentTree.Leaf.class));
            }
        } catch (CharacterCodingException e) {
            throw new MalformedException("UTF-8 is expected");
        }
        return new ContentTree.Manifest(List.copyOf(leaves));
    }

    /** Copies the lines to a client, as they are or as the one document that they make. */
    static void copy(Path kept, boolean asLines, OutputStream out) throws IOException {
        if (asLines) {
            Files.copy(kept, out);
            return;
        }
        out.write(ascii("{\"leaves\":["));
        try (BufferedReader in = Files.newBufferedReader(kept, StandardCharsets.UTF_8)) {
            String separator = "";
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                out.write((separator + line).getBytes(StandardCharsets.UTF_8));
                separator = ",";
            }
        }
        out.write(ascii("],\"v\":1}"));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Where a manifest is not what its version registered. */
    static Optional<Object[]> difference(ContentRoot found, AssetVersion.Content registered) {
        if (!found.root().equals(registered.root())) {
            return Optional.of(new Object[] {"expected", registered.root(), "found", found.root()});
        } else if (found.bytes() != registered.bytes()) {
            return Optional.of(
                    new Object[] {"member", "bytes", "expected", registered.bytes(), "found", found.bytes()});
        } else if (found.files() != registered.files() && found.leaves() != registered.files()) {
            // Pieces of a file are counted one by one by some, and once by others.
            return Optional.of(
                    new Object[] {"member", "files", "expected", registered.files(), "found", found.files()});
        }
        return Optional.empty();
    }
}
