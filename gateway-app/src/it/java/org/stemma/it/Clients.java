package org.stemma.it;

import com.google.gson.JsonObject;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.hyperledger.fabric.client.Gateway;
import org.hyperledger.fabric.client.identity.Identities;
import org.hyperledger.fabric.client.identity.Signers;
import org.hyperledger.fabric.client.identity.X509Identity;

/** Connections to the members' peers, as any of their users. */
final class Clients implements AutoCloseable {
    private static final int MAX_MESSAGE_BYTES = 64 << 20;

    private final NetworkFile network;
    private final Map<String, ManagedChannel> channels = new ConcurrentHashMap<>();
    private final Map<String, Gateway> gateways = new ConcurrentHashMap<>();

    Clients(NetworkFile network) {
        this.network = network;
    }

    NetworkFile network() {
        return network;
    }

    /** A user of an organisation, connected to that organisation's peer. */
    Gateway as(String organisation, String user) {
        return as(organisation, user, organisation);
    }

    /** A user of an organisation, connected to the peer of another. */
    Gateway as(String organisation, String user, String peerOf) {
        return gateways.computeIfAbsent(
                organisation + "/" + user + "@" + peerOf, key -> connect(organisation, user, peerOf));
    }

    private Gateway connect(String organisation, String user, String peerOf) {
        JsonObject facts = network.user(organisation, user);
        try (Reader certificate = reader(facts, "certificate");
                Reader key = reader(facts, "key")) {
            return Gateway.newInstance()
                    .identity(new X509Identity(organisation, Identities.readX509Certificate(certificate)))
                    .signer(Signers.newPrivateKeySigner(Identities.readPrivateKey(key)))
                    .connection(channels.computeIfAbsent(peerOf, this::channel))
                    .evaluateOptions(options -> options.withDeadlineAfter(30, TimeUnit.SECONDS))
                    .endorseOptions(options -> options.withDeadlineAfter(30, TimeUnit.SECONDS))
                    .submitOptions(options -> options.withDeadlineAfter(20, TimeUnit.SECONDS))
                    .commitStatusOptions(options -> options.withDeadlineAfter(60, TimeUnit.SECONDS))
                    .connect();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("an identity of " + organisation, e);
        }
    }

    private ManagedChannel channel(String organisation) {
        JsonObject peer = network.organisation(organisation).getAsJsonObject("peer");
        try {
            return NettyChannelBuilder.forTarget(peer.get("endpoint").getAsString())
                    .sslContext(GrpcSslContexts.forClient()
                            .trustManager(Path.of(peer.get("tlsCa").getAsString()).toFile())
                            .build())
                    .overrideAuthority(peer.get("hostOverride").getAsString())
                    .maxInboundMessageSize(MAX_MESSAGE_BYTES)
                    .build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Reader reader(JsonObject facts, String member) throws IOException {
        return Files.newBufferedReader(Path.of(facts.get(member).getAsString()));
    }

    @Override
    public void close() {
        gateways.values().forEach(Gateway::close);
        channels.values().forEach(ManagedChannel::shutdownNow);
    }
}
