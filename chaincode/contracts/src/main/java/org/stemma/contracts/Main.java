package org.stemma.contracts;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import org.hyperledger.fabric.contract.ContractRouter;
import org.hyperledger.fabric.shim.ChaincodeServerProperties;
import org.hyperledger.fabric.shim.NettyChaincodeServer;

/**
 * Runs the chaincode as a service. Environment: {@code CHAINCODE_SERVER_ADDRESS} (host:port), {@code CORE_CHAINCODE_ID_NAME}
 * (the package id) and, for mutual TLS, {@code STEMMA_TLS_KEY}, {@code STEMMA_TLS_CERT}, {@code STEMMA_TLS_CLIENT_CA}
 * (PEM files).
 */
public final class Main {
    /** The peer's connection lives as long as the peer; the shim's default would cut it every five seconds. */
    private static final int CONNECTION_AGE_SECONDS = 365 * 24 * 3600;

    private Main() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Map<String, String> environment = System.getenv();
        String id = required(environment, "CORE_CHAINCODE_ID_NAME");
        ContractRouter router = new ContractRouter(new String[] {"-i", id});
        router.startRouterWithChaincodeServer(new NettyChaincodeServer(router, properties(environment)));
    }

    private static ChaincodeServerProperties properties(Map<String, String> environment) {
        String address = required(environment, "CHAINCODE_SERVER_ADDRESS");
        int colon = address.lastIndexOf(':');
        ChaincodeServerProperties properties = new ChaincodeServerProperties();
        properties.setServerAddress(
                new InetSocketAddress(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1))));
        properties.setMaxConnectionAgeSeconds(CONNECTION_AGE_SECONDS);
        if (environment.containsKey("STEMMA_TLS_KEY")) {
            properties.setTlsEnabled(true);
            properties.setKeyFile(required(environment, "STEMMA_TLS_KEY"));
            properties.setKeyCertChainFile(required(environment, "STEMMA_TLS_CERT"));
            properties.setTrustCertCollectionFile(required(environment, "STEMMA_TLS_CLIENT_CA"));
        }
        return properties;
    }

    private static String required(Map<String, String> environment, String name) {
        String value = environment.get(name);
        if (value == null || value.isBlank()) {
            throw new IllegalStateException("the environment variable " + name + " is not set");
        }
        return value;
    }
}
