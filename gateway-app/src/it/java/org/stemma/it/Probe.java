package org.stemma.it;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;
import org.stemma.contracts.conformance.ProbeContract;

/** The probe as a chaincode of its own: the product's jar with the probe's contract in it. */
final class Probe {
    static final String CHAINCODE = "probe";

    private Probe() {}

    static void deploy(NetworkFile network) throws IOException {
        NetworkScript.run(network, "deployCC", "-ccn", CHAINCODE, "-ccp", jar().toString());
    }

    /** The product's jar with the probe in it: it does what the product does, and besides whatever a script says. */
    static Path jar() throws IOException {
        String entry = ProbeContract.class.getName().replace('.', '/') + ".class";
        try (InputStream contract = ProbeContract.class.getResourceAsStream("/" + entry)) {
            if (contract == null) {
                throw new IllegalStateException("the contracts' test jar is not on the class path");
            }
            return Jars.with(
                    NetworkScript.contracts(),
                    NetworkScript.work().resolve("probe.jar"),
                    Map.of(entry, contract.readAllBytes()));
        }
    }
}
