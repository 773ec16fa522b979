package org.stemma.it;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarFile;
import org.hyperledger.fabric.contract.ContractInterface;
import org.stemma.contracts.conformance.ProbeContract;

/** A chaincode of its own for tests: the product's jar with a test's contract in it. */
final class Probe {
    static final String CHAINCODE = "probe";

    private static final String SERVICES = "META-INF/services/" + ContractInterface.class.getName();

    private Probe() {}

    static void deploy(NetworkFile network) throws IOException {
        deploy(network, CHAINCODE, ProbeContract.class);
    }

    static void deploy(NetworkFile network, String chaincode, Class<?>... contract) throws IOException {
        NetworkScript.run(
                network, "deployCC", "-ccn", chaincode, "-ccp", jar(chaincode, contract).toString());
    }

    /** The product's jar with the probe in it: it does what the product does, and besides whatever a script says. */
    static Path jar() throws IOException {
        return jar(CHAINCODE, ProbeContract.class);
    }

    private static Path jar(String name, Class<?>... contract) throws IOException {
        Map<String, byte[]> entries = new TreeMap<>();
        for (Class<?> type : contract) {
            String entry = type.getName().replace('.', '/') + ".class";
            try (InputStream bytes = type.getResourceAsStream("/" + entry)) {
                if (bytes == null) {
                    throw new IllegalStateException("the contracts' test jar is not on the class path");
                }
                entries.put(entry, bytes.readAllBytes());
            }
        }
        entries.put(SERVICES, services(contract));
        return Jars.with(
                NetworkScript.contracts(), NetworkScript.work().resolve(name + ".jar"), entries);
    }

    /** Whom the chaincode's router takes: the product's contracts, and these. */
    private static byte[] services(Class<?>... types) throws IOException {
        StringBuilder names = new StringBuilder();
        try (JarFile product = new JarFile(NetworkScript.contracts().toFile());
                InputStream known = product.getInputStream(product.getEntry(SERVICES))) {
            names.append(new String(known.readAllBytes(), StandardCharsets.UTF_8));
        }
        for (Class<?> type : types) {
            if (ContractInterface.class.isAssignableFrom(type)) {
                names.append('\n').append(type.getName());
            }
        }
        return names.append('\n').toString().getBytes(StandardCharsets.UTF_8);
    }
}
