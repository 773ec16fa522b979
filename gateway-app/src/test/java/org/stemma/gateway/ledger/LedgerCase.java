package org.stemma.gateway.ledger;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.stemma.api.RequestId;
import org.stemma.api.kernel.KernelCommand;
import org.stemma.api.member.Role;
import org.stemma.gateway.config.GatewaySettings;
import org.stemma.gateway.support.FakePeer;
import org.stemma.gateway.support.TestGateway;
import org.stemma.gateway.support.Transactions;

/** A ledger over a peer that is none, as its tests find it. */
abstract class LedgerCase {
    static final String FUNCTION = "kernel:closeEpochs";

    /** What the peer says of its ledger's height, and how: it is a BlockchainInfo's first member. */
    static final long HEIGHT = 7;

    static final String BLOCKCHAIN_INFO = "\b\u0007";

    @TempDir
    private Path folder;

    final Follower.Books books = new Follower.Books();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final ObservationRegistry observations = ObservationRegistry.create();
    FakePeer peer;
    private GatewaySettings settings;
    private Identities identities;
    private TestGateway gateway;
    private FabricConnection connection;
    FabricLedger ledger;
    Outbox outbox;
    Caller caller;
    private Follower follower;

    @BeforeEach
    void connect() {
        observations.observationConfig().observationHandler(new DefaultMeterObservationHandler(meters));
        peer = new FakePeer(
                "ledger",
                this::chaincode,
                call -> call.function().equals("GetChainInfo") ? BLOCKCHAIN_INFO : call.argument());
        gateway = new TestGateway(peer);
        settings = TestGateway.settings(folder);
        identities = Identities.read(settings);
        connection = FabricConnection.over(gateway.channel(), settings, identities);
        follower = new Follower(peer, books);
        outbox = new Outbox(new JdbcTemplate(fresh()), Clock.systemUTC());
        ledger = again();
        caller = identities.with(Role.CASHIER).orElseThrow();
    }

    /** What the peer's chaincode makes of a call. */
    Transactions chaincode(FakePeer.Call call) {
        return Transactions.of(call.id()).answering("{\"id\":\"epochs\",\"v\":1,\"version\":5}");
    }

    @AfterEach
    void disconnect() {
        ledger.close();
        follower.close();
        connection.close();
        gateway.close();
    }

    FabricLedger again() {
        return new FabricLedger(
                connection,
                settings,
                follower.commits(),
                new LedgerHeight(connection, identities.with(Role.AUDITOR).orElseThrow(), settings.channel()),
                new Consents(books),
                Endorsers.of(settings),
                outbox,
                command -> command,
                observations);
    }

    private static DataSource fresh() {
        return new DriverManagerDataSource("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "");
    }

    static KernelCommand.CloseEpochs command(long through) {
        return new KernelCommand.CloseEpochs(new RequestId("r1"), through);
    }

    Committed submit() {
        return ledger.submit(caller, FUNCTION, command(5));
    }

    /** Looks again and again, for a while. */
    static void eventually(java.util.function.BooleanSupplier holds) throws InterruptedException {
        for (int i = 0; i < 100 && !holds.getAsBoolean(); i++) {
            Thread.sleep(50);
        }
        assertTrue(holds.getAsBoolean());
    }
}
