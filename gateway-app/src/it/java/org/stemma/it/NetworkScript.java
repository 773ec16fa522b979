package org.stemma.it;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Calls {@code network.sh} for the network under test. */
final class NetworkScript {
    private static final int MINUTES = 5;

    private NetworkScript() {}

    /** The chaincode's jar. */
    static Path contracts() {
        return Path.of(System.getProperty("stemma.it.contracts", "../chaincode/contracts/target/stemma-contracts.jar"))
                .toAbsolutePath()
                .normalize();
    }

    /** Where tests may write. */
    static Path work() {
        return Path.of(System.getProperty("stemma.it.work", "target/it")).toAbsolutePath();
    }

    /** Fails with the script's output unless it ends well. */
    static String run(NetworkFile network, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(network.home().resolve("network.sh").toString());
        command.addAll(List.of("--name", network.name()));
        command.addAll(List.of(arguments));
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(
                    process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            if (!process.waitFor(MINUTES, TimeUnit.MINUTES) || process.exitValue() != 0) {
                throw new IllegalStateException(String.join(" ", command) + " failed:\n" + output);
            }
            return output;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
