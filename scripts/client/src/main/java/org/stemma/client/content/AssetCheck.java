package org.stemma.client.content;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipException;
import org.stemma.api.Digest;
import org.stemma.api.MalformedException;
import org.stemma.api.Split;
import org.stemma.api.asset.AssetVersion.Content;
import org.stemma.api.asset.ContentTree;
import org.stemma.api.asset.ContentTree.Leaf;
import org.stemma.api.asset.ContentTree.Manifest;

/**
 * Compares a file with what the ledger registered. The root decides; the stored manifest only says where a difference
 * lies, and only after its own root was found to be the registered one.
 */
public final class AssetCheck {
    private static final Pattern PIECE = Pattern.compile("(.*)#([0-9]{8})");

    /** A package URL may carry the digest of the whole archive: its headers and order have no leaf of their own. */
    private static final Pattern CHECKSUM = Pattern.compile("[?&]checksum=(sha256:[0-9a-f]{64})(&|$)");

    private final Content registered;
    private final Optional<Manifest> manifest;
    private final List<String> findings = new ArrayList<>();

    private AssetCheck(Content registered, Optional<Manifest> manifest) {
        this.registered = registered;
        this.manifest = manifest;
    }

    /** Returns where the file differs from what was registered, in the order of paths; nothing if it is the same. */
    public static List<String> differences(Content registered, Optional<Manifest> stored, Path file)
            throws IOException {
        AssetCheck check = new AssetCheck(registered, stored.filter(candidate -> rootOf(candidate.leaves())
                .equals(Optional.of(registered.root()))));
        if (stored.isPresent() && check.manifest.isEmpty()) {
            check.findings.add("the stored manifest is not the registered one: its root differs from "
                    + registered.root() + ", so it can't say where");
            if (check.root(file).equals(Optional.of(registered.root()))) {
                return check.findings;
            }
        }
        check.compare(file);
        return List.copyOf(check.findings);
    }

    private void compare(Path file) throws IOException {
        int before = findings.size();
        Optional<String> name = manifest.flatMap(AssetCheck::pieceName);
        boolean archive = name.isEmpty() && Manifests.isArchive(file);
        List<Leaf> found;
        try {
            found = archive ? archiveLeaves(file) : Manifests.pieces(file, name.orElse("" + file.getFileName()));
        } catch (ZipException e) {
            findings.add("the archive's directory can't be read: " + e.getMessage());
            return;
        }
        manifest.ifPresent(expected -> compareLeaves(expected.leaves(), found));
        // A model in an archive is one file, whose pieces were registered; without a manifest nothing says so.
        boolean whole = archive
                && manifest.isEmpty()
                && isRegistered(Manifests.inPieces(file).leaves());
        if (findings.size() == before && !whole && !isRegistered(found)) {
            findings.add("the root differs: registered " + registered.root() + ", found "
                    + rootOf(found).map(Digest::value).orElse("none") + "; no stored manifest says where");
        }
        if (findings.size() == before) {
            compareChecksum(file);
        }
    }

    private List<Leaf> archiveLeaves(Path file) throws IOException {
        Manifests.Reading reading = Manifests.entries(file);
        reading.unreadable().forEach(path -> findings.add("differs: " + path + " (its bytes can't be unpacked)"));
        List<Leaf> leaves = new ArrayList<>(reading.leaves());
        // An unreadable entry was reported; keeping its expected leaf stops it from being called missing as well.
        manifest.ifPresent(expected -> expected.leaves().stream()
                .filter(leaf -> reading.unreadable().contains(leaf.path()))
                .forEach(leaves::add));
        return leaves;
    }

    private void compareLeaves(List<Leaf> expected, List<Leaf> found) {
        Map<String, Leaf> left = new TreeMap<>(Split.BYTE_ORDER);
        found.forEach(leaf -> left.put(leaf.path(), leaf));
        if (left.size() != found.size()) {
            findings.add("the archive names a path twice");
        }
        for (Leaf leaf : expected) {
            Leaf other = left.remove(leaf.path());
            if (other == null) {
                findings.add("missing: " + leaf.path());
            } else if (!other.equals(leaf)) {
                findings.add("differs: " + leaf.path() + place(leaf) + " (" + leaf.size() + " bytes "
                        + leaf.digest().value() + " registered, " + other.size() + " bytes "
                        + other.digest().value() + " found)");
            }
        }
        left.keySet().forEach(path -> findings.add("added: " + path));
    }

    private static String place(Leaf leaf) {
        Matcher matcher = PIECE.matcher(leaf.path());
        if (!matcher.matches()) {
            return "";
        }
        long from = Long.parseLong(matcher.group(2)) * Manifests.PIECE;
        return ", bytes " + from + " to " + (from + leaf.size() - 1);
    }

    private void compareChecksum(Path file) throws IOException {
        Matcher matcher = CHECKSUM.matcher(registered.source().orElse(""));
        if (matcher.find() && !Manifests.digest(file).value().equals(matcher.group(1))) {
            findings.add("differs: outside the files' contents, in the archive's headers, order or packing ("
                    + matcher.group(1) + " registered, " + Manifests.digest(file) + " found)");
        }
    }

    private Optional<Digest> root(Path file) throws IOException {
        try {
            return Optional.of(Manifests.of(file).root());
        } catch (ZipException | MalformedException e) {
            return Optional.empty();
        }
    }

    private boolean isRegistered(List<Leaf> leaves) {
        return rootOf(leaves).equals(Optional.of(registered.root()));
    }

    private static Optional<Digest> rootOf(List<Leaf> leaves) {
        try {
            return Optional.of(ContentTree.root(leaves));
        } catch (MalformedException e) {
            return Optional.empty();
        }
    }

    /** The file's name in a manifest of pieces: a copy may have another one. */
    private static Optional<String> pieceName(Manifest manifest) {
        Matcher matcher = PIECE.matcher(manifest.leaves().get(0).path());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String name = matcher.group(1);
        for (int i = 0; i < manifest.leaves().size(); i++) {
            if (!manifest.leaves().get(i).path().equals(Manifests.piece(name, i))) {
                return Optional.empty();
            }
        }
        return Optional.of(name);
    }
}
