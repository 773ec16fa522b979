package org.stemma.it;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/** An identity that a member's CA enrols for this test alone: no gateway's settings name it, none has its key. */
record Enrolment(String organisation, String name, Path certificate, Path key) {
    static Enrolment at(NetworkFile network, String organisation, String roles) throws IOException {
        JsonObject facts = network.organisation(organisation);
        JsonObject ca = facts.getAsJsonObject("ca");
        String name = "offline-" + UUID.randomUUID().toString().substring(0, 8);
        String secret = UUID.randomUUID().toString();
        Path home = Files.createTempDirectory(Files.createDirectories(NetworkScript.work()), name);
        Path registrar = Path.of(network.json().get("stateDir").getAsString())
                .resolve("orgs")
                .resolve(facts.get("folder").getAsString())
                .resolve("ca-client")
                .resolve(text(ca, "name"))
                .resolve("msp");
        Programs client = new Programs(Map.of(
                "FABRIC_CA_CLIENT_HOME",
                home.toString(),
                "FABRIC_CA_CLIENT_TLS_CERTFILES",
                text(ca, "tlsCa"),
                "FABRIC_CA_CLIENT_ID_SECRET",
                secret));
        String program = Path.of(network.json().get("binDir").getAsString())
                .resolve("fabric-ca-client")
                .toString();
        List<String> register = new ArrayList<>(List.of(program, "register"));
        register.addAll(List.of("--url", "https://" + text(ca, "endpoint"), "--caname", text(ca, "name")));
        register.addAll(List.of("--id.name", name, "--id.type", "client", "-M", registrar.toString()));
        register.addAll(List.of("--id.attrs", "\"stemma.roles=" + roles + ":ecert\""));
        client.run(register).mustEnd(0);
        Path msp = home.resolve("own");
        client.run(List.of(
                        program,
                        "enroll",
                        "--url",
                        "https://" + name + ":" + secret + "@" + text(ca, "endpoint"),
                        "--caname",
                        text(ca, "name"),
                        "--csr.cn",
                        name,
                        "-M",
                        msp.toString()))
                .mustEnd(0);
        return new Enrolment(
                organisation, name, only(msp.resolve("signcerts")), only(msp.resolve("keystore")));
    }

    private static String text(JsonObject from, String member) {
        return from.get(member).getAsString();
    }

    private static Path only(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.findFirst().orElseThrow();
        }
    }
}
