package org.stemma.contracts;

import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.ClientAuth;
import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs the chaincode as a service. Environment: {@code CHAINCODE_SERVER_ADDRESS} (host:port), {@code CORE_CHAINCODE_ID_NAME}
 * (the package id) and, for mutual TLS, {@code STEMMA_TLS_KEY}, {@code STEMMA_TLS_CERT}, {@code STEMMA_TLS_CLIENT_CA}
 * (PEM files).
 */
public final class Main {
    /** As the shim's own server has it. The connection itself lives as long as the peer. */
    private static final int KEEP_ALIVE_SECONDS = 60;

    private static final int KEEP_ALIVE_TIMEOUT_SECONDS = 20;
    private static final int MAX_MESSAGE_BYTES = 100 << 20;

    private Main() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Map<String, String> environment = System.getenv();
        String id = required(environment, "CORE_CHAINCODE_ID_NAME");
        server(environment, new PeerService(new Router(id), id)).start().awaitTermination();
    }

    private static Server server(Map<String, String> environment, BindableService service) throws IOException {
        String address = required(environment, "CHAINCODE_SERVER_ADDRESS");
        int colon = address.lastIndexOf(':');
        NettyServerBuilder builder = NettyServerBuilder.forAddress(new InetSocketAddress(
                        address.substring(0, colon), Integer.parseInt(address.substring(colon + 1))))
                .addService(service)
                .directExecutor()
                .keepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
                .keepAliveTimeout(KEEP_ALIVE_TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .permitKeepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true)
                .maxInboundMessageSize(MAX_MESSAGE_BYTES);
        if (environment.containsKey("STEMMA_TLS_KEY")) {
            builder.sslContext(GrpcSslContexts.forServer(
                            new File(required(environment, "STEMMA_TLS_CERT")),
                            new File(required(environment, "STEMMA_TLS_KEY")))
                    .trustManager(new File(required(environment, "STEMMA_TLS_CLIENT_CA")))
                    .clientAuth(ClientAuth.REQUIRE)
                    .build());
        }
        return builder.build();
    }

    private static String required(Map<String, String> environment, String name) {
        String value = environment.get(name);
        if (value == null || value.isBlank()) {
            throw new IllegalStateException("the environment variable " + name + " is not set");
        }
        return value;
    }
}
