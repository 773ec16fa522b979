package org.stemma.client.story;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LibraryTest {
    private static final String MIT = "<licenses><license><name>The MIT License</name></license></licenses>";

    @TempDir
    Path folder = Path.of("");

    @Test
    void licence_and_organisation_come_from_the_project_or_its_parents() throws IOException {
        pom("lib-1.pom", "<parent>" + of("top") + "</parent><name>Lib</name>");
        pom("top-1.pom", "<organization><name>Top Foundation</name></organization>" + MIT);
        Library library = Library.all(list("lib"), folder).get(0);
        assertEquals("Top Foundation", library.holder());
        assertEquals("MIT", library.spdx());
    }

    @Test
    void an_organisation_that_is_a_person_gives_way_to_the_projects_name() throws IOException {
        pom(
                "lib-1.pom",
                "<name>Lib</name><organization><name>A Person</name></organization>" + MIT
                        + "<developers><developer><name>A Person</name></developer></developers>");
        assertEquals("Lib", Library.all(list("lib"), folder).get(0).holder());
    }

    @Test
    void parents_that_are_not_there_yet_are_named() throws IOException {
        pom("lib-1.pom", "<parent>" + of("top") + "</parent>" + MIT);
        assertEquals(List.of(new Pom.Coordinates("g", "top", "1")), Library.missingParents(list("lib"), folder));
    }

    @Test
    void names_and_addresses_of_licences_become_spdx_ids() {
        assertEquals("Apache-2.0", id("Apache-2.0", ""));
        assertEquals(
                "Apache-2.0", id("Apache License, Version 2.0", "https://www.apache.org/licenses/LICENSE-2.0.txt"));
        assertEquals("EPL-2.0", id("Eclipse Public License v2.0", "https://www.eclipse.org/legal/epl-v20.html"));
        assertEquals("BSD-3-Clause", id("BSD-3-Clause", "https://asm.ow2.io/license.html"));
        assertEquals("MIT", id("MIT", ""));
        assertEquals("LicenseRef-Some-terms", id("Some terms", ""));
    }

    @Test
    void several_licences_are_a_choice() {
        assertEquals(
                "MPL-2.0 OR EPL-1.0",
                Spdx.expression(List.of(
                        new Pom.License("MPL 2.0", "https://www.mozilla.org/en-US/MPL/2.0/"),
                        new Pom.License("EPL 1.0", "https://opensource.org/licenses/eclipse-1.0.php"))));
    }

    @Test
    void the_package_url_carries_the_archives_checksum() throws IOException {
        pom("lib-1.pom", "<name>Lib</name>" + MIT);
        Files.writeString(folder.resolve("lib-1-sources.jar"), "abc");
        assertEquals(
                "pkg:maven/g/lib@1?checksum=sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
                        + "&classifier=sources",
                Library.all(list("lib"), folder).get(0).packageUrl());
    }

    private static String id(String name, String url) {
        return Spdx.id(new Pom.License(name, url));
    }

    private static String of(String artifact) {
        return "<groupId>g</groupId><artifactId>" + artifact + "</artifactId><version>1</version>";
    }

    private Path list(String artifact) throws IOException {
        return pom("list.xml", "<dependencies><dependency>" + of(artifact) + "</dependency></dependencies>");
    }

    private Path pom(String file, String content) throws IOException {
        return Files.writeString(folder.resolve(file), "<project>" + content + "</project>");
    }
}
