package org.stemma.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.stemma.client.gateway.RefusedCall;
import org.stemma.client.gateway.UnreachableException;
import org.stemma.client.story.Story;
import org.stemma.client.story.StoryException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What {@code scripts/quickstart.sh} runs: prepares the story, or tells it. */
@Command(name = "quickstart", mixinStandardHelpOptions = true, description = "tells the story on a running network")
public final class Quickstart implements Callable<Integer> {
    private static final Path NONE = Path.of("");

    @Option(names = "--state", required = true, description = "the network's state folder")
    private Path state = NONE;

    @Option(names = "--list", required = true, description = "the Maven project that names the libraries")
    private Path list = NONE;

    @Option(names = "--libraries", required = true, description = "the folder for their source archives")
    private Path libraries = NONE;

    @Option(names = "--trainer", required = true, description = "the attribution module's jar")
    private Path trainer = NONE;

    @Option(names = "--prepare", description = "only gets the libraries")
    private boolean prepare;

    private Quickstart() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Quickstart()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        Story.Stage stage = new Story.Stage(
                state.toAbsolutePath(), list.toAbsolutePath(), libraries.toAbsolutePath(), trainer.toAbsolutePath());
        try {
            Story.prepare(stage);
            if (!prepare) {
                tell(stage);
            }
            return Stemma.OK;
        } catch (StoryException e) {
            System.err.println("quickstart: " + e.getMessage());
            return e.isUnprepared() ? Stemma.USAGE : Stemma.REFUSED;
        } catch (RefusedCall e) {
            System.err.println("quickstart: a step was refused: " + e.getMessage());
            return Stemma.REFUSED;
        } catch (UnreachableException e) {
            System.err.println("quickstart: " + e.getMessage());
            return Stemma.UNREACHABLE;
        }
    }

    private static void tell(Story.Stage stage) throws IOException {
        if (Files.exists(stage.summary())) {
            System.out.println("This network's ledger has the whole story already; nothing is repeated.");
            Files.readAllLines(stage.summary()).forEach(System.out::println);
        } else {
            Story.tell(stage, System.out);
        }
    }
}
