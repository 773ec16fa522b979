package org.stemma.client.story;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** What a Maven project file says of itself, as far as the story needs it. */
final class Pom {
    private final Element project;

    private Pom(Element project) {
        this.project = project;
    }

    /** Coordinates of an artifact. */
    record Coordinates(String group, String artifact, String version) {
        String pomFile() {
            return artifact + "-" + version + ".pom";
        }

        String sourcesFile() {
            return artifact + "-" + version + "-sources.jar";
        }

        @Override
        public String toString() {
            return group + ":" + artifact + ":" + version;
        }
    }

    record License(String name, String url) {}

    static Pom read(Path file) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            // No entity of a downloaded file is resolved.
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            return new Pom(factory.newDocumentBuilder().parse(file.toFile()).getDocumentElement());
        } catch (ParserConfigurationException | SAXException | IOException e) {
            throw new StoryException("the project file " + file + " can't be read: " + e.getMessage(), e);
        }
    }

    Optional<String> name() {
        return text(project, "name").filter(name -> !name.contains("${"));
    }

    Optional<String> organisation() {
        return child(project, "organization").flatMap(element -> text(element, "name"));
    }

    Optional<Coordinates> parent() {
        return child(project, "parent").map(Pom::coordinates);
    }

    List<Coordinates> dependencies() {
        return children(project, "dependencies", "dependency").stream()
                .map(Pom::coordinates)
                .toList();
    }

    List<License> licenses() {
        return children(project, "licenses", "license").stream()
                .map(element -> new License(
                        text(element, "name").orElse(""), text(element, "url").orElse("")))
                .toList();
    }

    /** Whether a person whom the project lists as a developer has this name. */
    boolean namesDeveloper(String name) {
        return children(project, "developers", "developer").stream()
                .anyMatch(developer ->
                        text(developer, "name").filter(name::equals).isPresent());
    }

    private static Coordinates coordinates(Element element) {
        return new Coordinates(
                text(element, "groupId").orElseThrow(),
                text(element, "artifactId").orElseThrow(),
                text(element, "version").orElseThrow());
    }

    private static Optional<String> text(Element element, String name) {
        return child(element, name).map(found -> found.getTextContent().strip()).filter(text -> !text.isEmpty());
    }

    private static Optional<Element> child(Element element, String name) {
        return all(element, name).stream().findFirst();
    }

    private static List<Element> children(Element element, String list, String name) {
        return child(element, list).map(found -> all(found, name)).orElse(List.of());
    }

    private static List<Element> all(Element element, String name) {
        List<Element> found = new ArrayList<>();
        NodeList nodes = element.getChildNodes();
        for (int i = 0; i < nodes.getLength(); i++) {
            Node node = nodes.item(i);
            if (node instanceof Element inner && inner.getTagName().equals(name)) {
                found.add(inner);
            }
        }
        return found;
    }
}
