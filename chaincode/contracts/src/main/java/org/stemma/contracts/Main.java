package org.stemma.contracts;

import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollIoHandler;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.unix.DomainSocketAddress;
import io.grpc.netty.shaded.io.netty.handler.ssl.ClientAuth;
import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Runs the chaincode as a service. Environment: {@code CORE_CHAINCODE_ID_NAME} (the package id) and
 * {@code CHAINCODE_SERVER_ADDRESS}, by which its peer dials it: {@code unix:PATH} beside the peer, or {@code host:port}
 * with mutual TLS by {@code STEMMA_TLS_KEY}, {@code STEMMA_TLS_CERT}, {@code STEMMA_TLS_CLIENT_CA} (PEM files).
 */
public final class Main {
    /** As the shim's own server has it. The connection itself lives as long as the peer. */
    private static final int KEEP_ALIVE_SECONDS = 60;

    private static final int KEEP_ALIVE_TIMEOUT_SECONDS = 20;
    private static final int MAX_MESSAGE_BYTES = 100 << 20;
    private static final int WINDOW_BYTES = 1 << 20;
    private static final String SOCKET = "unix:";
    private static final Set<PosixFilePermission> OWN = PosixFilePermissions.fromString("rwx------");

    private Main() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Map<String, String> environment = System.getenv();
        String id = required(environment, "CORE_CHAINCODE_ID_NAME");
        Conversations conversations = new Conversations();
        server(environment, new PeerService(new Router(id, conversations), id, conversations))
                .start()
                .awaitTermination();
    }

    static Server server(Map<String, String> environment, BindableService service) throws IOException {
        String address = required(environment, "CHAINCODE_SERVER_ADDRESS");
        NettyServerBuilder builder = address.startsWith(SOCKET)
                ? onSocket(Path.of(address.substring(SOCKET.length())))
                : onNetwork(address, environment);
        return builder.addService(service)
                .directExecutor()
                // A fixed window: otherwise each message is followed by a ping, to measure how much one could take.
                .flowControlWindow(WINDOW_BYTES)
                .keepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
                .keepAliveTimeout(KEEP_ALIVE_TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .permitKeepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true)
                .maxInboundMessageSize(MAX_MESSAGE_BYTES)
                .build();
    }

    /**
     * A socket in a folder that only its owner enters: whoever opens it could as well read the peer's keys, so it needs
     * none of its own, and gets and puts are not sealed. One that a killed service left is replaced.
     */
    private static NettyServerBuilder onSocket(Path socket) throws IOException {
        Path folder = socket.toAbsolutePath().normalize().getParent();
        if (!OWN.containsAll(Files.getPosixFilePermissions(folder))) {
            throw new IllegalStateException("others may enter the folder of the service's socket; chmod 700 " + folder);
        }
        Files.deleteIfExists(socket);
        // The one connection is its peer's.
        EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        return NettyServerBuilder.forAddress(new DomainSocketAddress(socket.toString()))
                .channelType(EpollServerDomainSocketChannel.class)
                .bossEventLoopGroup(loop)
                .workerEventLoopGroup(loop);
    }

    private static NettyServerBuilder onNetwork(String address, Map<String, String> environment) throws IOException {
        int colon = address.lastIndexOf(':');
        return NettyServerBuilder.forAddress(new InetSocketAddress(
                        address.substring(0, colon), Integer.parseInt(address.substring(colon + 1))))
                .sslContext(GrpcSslContexts.forServer(
                                new File(required(environment, "STEMMA_TLS_CERT")),
                                new File(required(environment, "STEMMA_TLS_KEY")))
                        .trustManager(new File(required(environment, "STEMMA_TLS_CLIENT_CA")))
                        .clientAuth(ClientAuth.REQUIRE)
                        .build());
    }

    private static String required(Map<String, String> environment, String name) {
        String value = environment.get(name);
        if (value == null || value.isBlank()) {
            throw new IllegalStateException("the environment variable " + name + " is not set");
        }
        return value;
    }
}
