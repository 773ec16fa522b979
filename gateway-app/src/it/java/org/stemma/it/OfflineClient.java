package org.stemma.it;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.stemma.api.Codec;
import org.stemma.api.Command;

/** The client in Go that signs by itself, scripts/offline, as a member of its own would use it. */
final class OfflineClient {
    private final NetworkFile network;
    private final Path program;

    OfflineClient(NetworkFile network) throws IOException {
        this.network = network;
        this.program = Files.createDirectories(NetworkScript.work()).resolve("stemma-offline");
        Path sources = network.home().toAbsolutePath().resolveSibling("scripts").resolve("offline");
        new Programs(Map.of())
                .run(sources, List.of("go", "build", "-trimpath", "-o", program.toString(), "."))
                .mustEnd(0);
    }

    /** Lets an identity sign a command that a gateway prepares. */
    Programs.Ended submit(Enrolment by, String gateway, String key, String function, Command command)
            throws IOException {
        Path file = Files.createTempFile(NetworkScript.work(), "command", ".json");
        Files.writeString(file, Codec.encode(command));
        List<String> arguments = new ArrayList<>(List.of(program.toString(), "submit", function, "--yes"));
        arguments.addAll(List.of("--command", file.toString()));
        arguments.addAll(List.of("--gateway", gateway, "--organisation", by.organisation()));
        arguments.addAll(List.of("--certificate", by.certificate().toString()));
        arguments.addAll(List.of("--key", by.key().toString(), "--clock", "10s"));
        for (String member : network.organisations()) {
            String root = network.organisation(member)
                    .getAsJsonObject("ca")
                    .get("tlsCa")
                    .getAsString();
            arguments.addAll(List.of("--root", member + "=" + root));
        }
        return new Programs(Map.of("STEMMA_KEY", key)).run(arguments);
    }

    /** The gateway's last answer. */
    static JsonObject written(Programs.Ended ended) {
        return JsonParser.parseString(ended.mustEnd(0).out()).getAsJsonObject();
    }
}
