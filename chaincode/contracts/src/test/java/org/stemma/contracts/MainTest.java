package org.stemma.contracts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollDomainSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollIoHandler;
import io.grpc.netty.shaded.io.netty.channel.unix.DomainSocketAddress;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.hyperledger.fabric.protos.peer.ChaincodeGrpc;
import org.hyperledger.fabric.protos.peer.ChaincodeMessage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a service is served, and to whom. */
final class MainTest {
    private static final int PATIENCE_SECONDS = 30;

    @TempDir
    private Path folder;

    @BeforeEach
    void theFolderIsItsOwners() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    }

    /** Greets whoever calls, and nothing else. */
    private static ChaincodeGrpc.ChaincodeImplBase greeting() {
        return new ChaincodeGrpc.ChaincodeImplBase() {
            @Override
            public StreamObserver<ChaincodeMessage> connect(StreamObserver<ChaincodeMessage> peer) {
                peer.onNext(ChaincodeMessage.newBuilder().setTxid("hello").build());
                peer.onCompleted();
                return new Listener();
            }
        };
    }

    /** Keeps the first word, or why there was none. */
    private static final class Listener implements StreamObserver<ChaincodeMessage> {
        private final CompletableFuture<String> heard = new CompletableFuture<>();

        @Override
        public void onNext(ChaincodeMessage message) {
            heard.complete(message.getTxid());
        }

        @Override
        public void onError(Throwable cause) {
            heard.completeExceptionally(cause);
        }

        @Override
        public void onCompleted() {}
    }

    private static String heardAt(NettyChannelBuilder address) throws Exception {
        ManagedChannel channel = address.build();
        try {
            Listener listener = new Listener();
            ChaincodeGrpc.newStub(channel).connect(listener);
            return listener.heard.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } finally {
            channel.shutdownNow();
        }
    }

    private String heardAtSocket(Path socket) throws Exception {
        MultiThreadIoEventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        try {
            return heardAt(NettyChannelBuilder.forAddress(new DomainSocketAddress(socket.toString()))
                    .channelType(EpollDomainSocketChannel.class)
                    .eventLoopGroup(loop)
                    .usePlaintext());
        } finally {
            assertTrue(loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).await(PATIENCE_SECONDS, TimeUnit.SECONDS));
        }
    }

    private Server onSocket(Path socket) throws IOException {
        return Main.server(Map.of("CHAINCODE_SERVER_ADDRESS", "unix:" + socket), greeting());
    }

    @Test
    void a_service_answers_on_its_socket_and_replaces_what_a_killed_one_left() throws Exception {
        Path socket = Files.createFile(folder.resolve("cc.sock"));
        Server server = onSocket(socket).start();
        try {
            assertEquals("hello", heardAtSocket(socket));
        } finally {
            server.shutdownNow();
        }
    }

    @Test
    void a_folder_that_others_may_enter_holds_no_socket() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-x---"));
        IllegalStateException refused =
                assertThrows(IllegalStateException.class, () -> onSocket(folder.resolve("cc.sock")));
        assertEquals("others may enter the folder of the service's socket; chmod 700 " + folder, refused.getMessage());
    }

    @Test
    void an_address_of_the_network_is_served_with_certificates_on_both_sides_only() {
        IllegalStateException refused = assertThrows(
                IllegalStateException.class,
                () -> Main.server(Map.of("CHAINCODE_SERVER_ADDRESS", "127.0.0.1:0"), greeting()));
        assertEquals("the environment variable STEMMA_TLS_CERT is not set", refused.getMessage());
    }

    /** A key and its own certificate, as files. */
    private record Pair(Path key, Path certificate) {}

    private Pair pair(String name) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        KeyPair keys = generator.generateKeyPair();
        X500Name subject = new X500Name("CN=" + name);
        Instant now = Instant.now();
        byte[] certificate = new JcaX509v3CertificateBuilder(
                        subject,
                        BigInteger.ONE,
                        Date.from(now.minusSeconds(60)),
                        Date.from(now.plusSeconds(3600)),
                        subject,
                        keys.getPublic())
                .addExtension(
                        Extension.subjectAlternativeName,
                        false,
                        new GeneralNames(new GeneralName(GeneralName.dNSName, "localhost")))
                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()))
                .getEncoded();
        return new Pair(
                pem(name + ".key", "PRIVATE KEY", keys.getPrivate().getEncoded()),
                pem(name + ".pem", "CERTIFICATE", certificate));
    }

    private Path pem(String file, String kind, byte[] bytes) throws IOException {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        return Files.writeString(
                folder.resolve(file), "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n");
    }

    private static String heardOverTls(int port, Pair service, SslContextBuilder own) throws Exception {
        return heardAt(NettyChannelBuilder.forAddress("127.0.0.1", port)
                .overrideAuthority("localhost")
                .sslContext(GrpcSslContexts.configure(own)
                        .trustManager(service.certificate().toFile())
                        .build()));
    }

    private static SslContextBuilder showing(Pair pair) {
        return SslContextBuilder.forClient()
                .keyManager(pair.certificate().toFile(), pair.key().toFile());
    }

    @Test
    void on_the_network_its_own_peer_is_served_and_nobody_else() throws Exception {
        Pair service = pair("service");
        Pair peer = pair("peer");
        Pair stranger = pair("stranger");
        Server server = Main.server(
                        Map.of(
                                "CHAINCODE_SERVER_ADDRESS", "127.0.0.1:0",
                                "STEMMA_TLS_KEY", service.key().toString(),
                                "STEMMA_TLS_CERT", service.certificate().toString(),
                                "STEMMA_TLS_CLIENT_CA", peer.certificate().toString()),
                        greeting())
                .start();
        try {
            assertEquals("hello", heardOverTls(server.getPort(), service, showing(peer)));
            for (SslContextBuilder other : new SslContextBuilder[] {showing(stranger), SslContextBuilder.forClient()}) {
                ExecutionException refused =
                        assertThrows(ExecutionException.class, () -> heardOverTls(server.getPort(), service, other));
                assertEquals(
                        Status.Code.UNAVAILABLE,
                        Status.fromThrowable(refused.getCause()).getCode());
            }
        } finally {
            server.shutdownNow();
        }
    }
}
