package org.stemma.gateway.support;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.stemma.gateway.config.GatewaySettings;

/** Settings of a gateway of Lab among three members, and the channel to a peer that is none. */
public final class TestGateway implements AutoCloseable {
    private final Server server;
    private final ManagedChannel channel;

    public TestGateway(FakePeer peer) {
        String name = UUID.randomUUID().toString();
        try {
            server = InProcessServerBuilder.forName(name)
                    .addService(peer)
                    .build()
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        channel = InProcessChannelBuilder.forName(name).build();
    }

    public ManagedChannel channel() {
        return channel;
    }

    /** Identities are written to the folder. */
    public static GatewaySettings settings(Path folder) {
        List<GatewaySettings.Identity> identities = List.of(
                        List.of("admin", "admin"),
                        List.of("owner", "owner"),
                        List.of("buyer", "buyer,holder"),
                        List.of("cashier", "cashier"),
                        List.of("meter", "meter"),
                        List.of("council", "council"),
                        List.of("auditor", "auditor"))
                .stream()
                .map(identity -> identity(folder, identity.get(0), identity.get(1)))
                .toList();
        return new GatewaySettings(
                "LabMSP",
                "test",
                "stemma",
                "stemma",
                "demo",
                folder,
                new GatewaySettings.Peer("127.0.0.1:1", folder.resolve("admin.crt"), ""),
                List.of(member("LabMSP"), member("ArchiveMSP"), member("StudioMSP")),
                identities,
                new GatewaySettings.Scheduler(false, Duration.ofSeconds(1)),
                new GatewaySettings.Submission(
                        Duration.ofSeconds(5), Duration.ofMillis(200), Duration.ofSeconds(2), 80, 2));
    }

    private static GatewaySettings.Identity identity(Path folder, String name, String roles) {
        TestIdentities.write(folder, name, roles, Duration.ofDays(60));
        return new GatewaySettings.Identity(name, roles, folder.resolve(name + ".crt"), folder.resolve(name + ".key"));
    }

    private static GatewaySettings.Member member(String id) {
        return new GatewaySettings.Member(id, id, "http://" + id + ".test");
    }

    @Override
    public void close() {
        channel.shutdownNow();
        server.shutdownNow();
    }
}
