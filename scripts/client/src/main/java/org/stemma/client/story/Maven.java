package org.stemma.client.story;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Has Maven put source archives and project files into a folder: only it knows which registry or mirror to ask. */
final class Maven {
    private static final String PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies";
    private static final int DEEPEST_PARENT = 6;
    private static final String DONE = "resolved";

    private Maven() {}

    /**
     * Fills the folder unless it is newer than the list.
     *
     * @throws StoryException if Maven can't reach the registry
     */
    static void resolve(Path list, Path folder) throws IOException {
        Path done = folder.resolve(DONE);
        if (Files.exists(done) && Files.getLastModifiedTime(done).compareTo(Files.getLastModifiedTime(list)) >= 0) {
            return;
        }
        Files.createDirectories(folder);
        copy(list, folder);
        // Parents are found level by level: which ones there are stands in the files of the level below.
        for (int level = 0; level < DEEPEST_PARENT; level++) {
            List<Pom.Coordinates> parents = Library.missingParents(list, folder);
            if (parents.isEmpty()) {
                break;
            }
            copy(Files.writeString(folder.resolve("parents.xml"), project(parents)), folder);
        }
        Files.writeString(done, "");
    }

    private static void copy(Path project, Path folder) throws IOException {
        Path log = folder.resolve("maven.log");
        List<String> command = new ArrayList<>(List.of("mvn", "-q", "-B", "-f", project.toString(), PLUGIN));
        command.addAll(List.of("-DoutputDirectory=" + folder, "-DexcludeTransitive=true", "-Dmdep.copyPom=true"));
        Process maven = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            if (maven.waitFor() != 0) {
                throw StoryException.unprepared("the libraries' source archives could not be resolved: is there a "
                        + "network? The story has no stand-in for them. Maven says why in " + log);
            }
        } catch (InterruptedException e) {
            maven.destroy();
            Thread.currentThread().interrupt();
            throw new StoryException("interrupted", e);
        }
    }

    private static String project(List<Pom.Coordinates> poms) {
        String dependencies = poms.stream()
                .map(pom -> "<dependency><groupId>" + pom.group() + "</groupId><artifactId>" + pom.artifact()
                        + "</artifactId><version>" + pom.version() + "</version><type>pom</type></dependency>")
                .collect(Collectors.joining());
        return "<project><modelVersion>4.0.0</modelVersion><groupId>org.stemma</groupId>"
                + "<artifactId>stemma-story-parents</artifactId><version>1</version><packaging>pom</packaging>"
                + "<dependencies>" + dependencies + "</dependencies></project>";
    }
}
