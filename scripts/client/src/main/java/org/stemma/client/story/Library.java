package org.stemma.client.story;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.stemma.api.Digest;
import org.stemma.client.content.Manifests;

/**
 * A library's source archive with what its own project files say: licence, and the organisation or, where they name none
 * or only a person, the project.
 */
record Library(Pom.Coordinates coordinates, Path archive, String spdx, String holder) {
    /** The package URL; its checksum covers the archive's every byte, beyond the contents of its files. */
    String packageUrl() {
        return "pkg:maven/" + coordinates.group() + "/" + coordinates.artifact() + "@" + coordinates.version()
                + "?checksum=" + checksum() + "&classifier=sources";
    }

    String slug() {
        return coordinates.artifact();
    }

    private Digest checksum() {
        try {
            return Manifests.digest(archive);
        } catch (IOException e) {
            throw new StoryException("can't read " + archive, e);
        }
    }

    /** The libraries that the list names, from a folder that Maven filled. The last one is held out of training. */
    static List<Library> all(Path list, Path folder) {
        return Pom.read(list).dependencies().stream()
                .map(coordinates -> of(coordinates, folder))
                .toList();
    }

    /** Parents whose project files are not in the folder yet. */
    static List<Pom.Coordinates> missingParents(Path list, Path folder) {
        return Pom.read(list).dependencies().stream()
                .flatMap(coordinates -> {
                    List<Pom> line = lineage(coordinates, folder);
                    return line.get(line.size() - 1).parent().stream();
                })
                .distinct()
                .toList();
    }

    private static Library of(Pom.Coordinates coordinates, Path folder) {
        List<Pom> lineage = lineage(coordinates, folder);
        List<Pom.License> licenses = lineage.stream()
                .map(Pom::licenses)
                .filter(named -> !named.isEmpty())
                .findFirst()
                .orElseThrow(() -> new StoryException(coordinates + " names no licence"));
        Optional<String> organisation =
                lineage.stream().flatMap(pom -> pom.organisation().stream()).findFirst();
        // The ledger holds no natural person: an organisation that is a developer's name is one.
        String holder = organisation
                .filter(name -> lineage.stream().noneMatch(pom -> pom.namesDeveloper(name)))
                .or(() -> lineage.get(0).name())
                .orElse(coordinates.artifact());
        return new Library(coordinates, folder.resolve(coordinates.sourcesFile()), Spdx.expression(licenses), holder);
    }

    /** A project's file and those of its parents, as far as they are there. */
    private static List<Pom> lineage(Pom.Coordinates coordinates, Path folder) {
        List<Pom> lineage = new ArrayList<>();
        Optional<Pom.Coordinates> next = Optional.of(coordinates);
        while (next.isPresent() && Files.exists(folder.resolve(next.get().pomFile()))) {
            Pom pom = Pom.read(folder.resolve(next.get().pomFile()));
            lineage.add(pom);
            next = pom.parent();
        }
        if (lineage.isEmpty()) {
            throw new StoryException("the project file of " + coordinates + " is not in " + folder);
        }
        return lineage;
    }
}
