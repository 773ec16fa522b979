package org.stemma.gateway.ledger;

import com.google.protobuf.ByteString;
import io.grpc.Channel;
import io.grpc.ChannelCredentials;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.hyperledger.fabric.client.Gateway;
import org.hyperledger.fabric.client.Hash;
import org.hyperledger.fabric.client.Network;
import org.hyperledger.fabric.client.SubmitException;
import org.hyperledger.fabric.client.identity.Identity;
import org.stemma.gateway.config.GatewaySettings;

/** One channel to the organisation's own peer, and one Fabric gateway on it for each identity. */
public final class FabricConnection implements AutoCloseable {
    /** A block holds at most what the orderers' AbsoluteMaxBytes allow, 10 MB by default; ample room above it. */
    private static final int MAX_MESSAGE_BYTES = 128 << 20;

    private static final Duration EVALUATE_TIMEOUT = Duration.ofSeconds(15);

    /** An orderer that follows a leader which just died holds what it is given until then; another may have a leader. */
    private static final Duration SUBMIT_TIMEOUT = Duration.ofSeconds(2);

    private final Channel channel;
    private final Optional<ManagedChannel> owned;
    private final Identities identities;
    private final GatewaySettings settings;
    private final Map<Identities.Enrolled, Connected> connected = new ConcurrentHashMap<>();

    private record Connected(Gateway gateway, Network network) {}

    private FabricConnection(
            Channel channel, Optional<ManagedChannel> owned, Identities identities, GatewaySettings settings) {
        this.channel = channel;
        this.owned = owned;
        this.identities = identities;
        this.settings = settings;
    }

    static FabricConnection open(GatewaySettings settings, Identities identities) {
        ManagedChannel own = channel(settings.peer());
        return new FabricConnection(own, Optional.of(own), identities, settings);
    }

    /** Over a channel that somebody else closes. */
    static FabricConnection over(Channel channel, GatewaySettings settings, Identities identities) {
        return new FabricConnection(channel, Optional.empty(), identities, settings);
    }

    private Connected connect(Identities.Enrolled enrolled) {
        // Gateways of identities that are gone hold nothing but what signs; who still works with one goes on.
        connected.keySet().removeIf(known -> !identities.isPresent(known));
        Gateway gateway =
                connecting(enrolled.identity()).signer(enrolled.signer()).connect();
        return new Connected(gateway, gateway.getNetwork(settings.channel()));
    }

    private Gateway.Builder connecting(Identity identity) {
        Duration endorse = settings.submission().endorseTimeout();
        return Gateway.newInstance()
                .identity(identity)
                .hash(Hash.SHA256)
                .connection(channel)
                .evaluateOptions(options -> options.withDeadlineAfter(EVALUATE_TIMEOUT))
                .endorseOptions(options -> options.withDeadlineAfter(endorse))
                .submitOptions(options -> options.withDeadlineAfter(SUBMIT_TIMEOUT));
    }

    /** For an identity whose key is elsewhere: builds and relays, and can't sign. On the one channel, so nothing to close. */
    Gateway unsigned(Identity identity) {
        tryAgainAtOnce();
        return connecting(identity).connect();
    }

    private static ManagedChannel channel(GatewaySettings.Peer peer) {
        try {
            ChannelCredentials tls = TlsChannelCredentials.newBuilder()
                    .trustManager(peer.tlsCa().toFile())
                    .build();
            NettyChannelBuilder builder = NettyChannelBuilder.forTarget(peer.endpoint(), tls)
                    .maxInboundMessageSize(MAX_MESSAGE_BYTES)
                    .keepAliveTime(1, TimeUnit.MINUTES)
                    .keepAliveTimeout(20, TimeUnit.SECONDS);
            if (!peer.hostOverride().isEmpty()) {
                builder.overrideAuthority(peer.hostOverride());
            }
            return builder.build();
        } catch (IOException e) {
            throw new UncheckedIOException("stemma.peer.tls-ca can't be read: " + e.getMessage(), e);
        }
    }

    /**
     * The channel's network as one of our identities sees it. If the peer was away, this tries it again at once: gRPC's own
     * pauses grow to two minutes, for which a peer that is long back would be told to be down.
     */
    public Network network(Caller caller) {
        return connected(caller).network();
    }

    private Connected connected(Caller caller) {
        Identities.Enrolled enrolled = identities
                .enrolled(caller)
                .orElseThrow(() -> new IllegalArgumentException(caller + " is not an identity of this gateway"));
        Connected found = connected.get(enrolled);
        if (found == null) {
            found = connect(enrolled);
            connected.put(enrolled, found);
        }
        tryAgainAtOnce();
        return found;
    }

    /** One of our identities, if we have it. */
    Optional<Caller> caller(String identity) {
        return identities.named(identity);
    }

    /** Sends a transaction again that was kept as Fabric's PreparedTransaction. */
    void submit(Caller caller, ByteString transaction) throws SubmitException {
        connected(caller).gateway().newTransaction(transaction.toByteArray()).submitAsync();
    }

    private void tryAgainAtOnce() {
        owned.filter(own -> own.getState(false) == ConnectivityState.TRANSIENT_FAILURE)
                .ifPresent(ManagedChannel::resetConnectBackoff);
    }

    @Override
    public void close() {
        connected.values().forEach(one -> one.gateway().close());
        owned.ifPresent(FabricConnection::close);
    }

    private static void close(ManagedChannel channel) {
        try {
            if (!channel.shutdown().awaitTermination(5, TimeUnit.SECONDS)) {
                channel.shutdownNow();
            }
        } catch (InterruptedException e) {
            channel.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
