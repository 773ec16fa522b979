package org.stemma.gateway.ledger;

import io.micrometer.observation.ObservationRegistry;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.stemma.gateway.config.GatewaySettings;
import org.stemma.gateway.readmodel.BlockSource;
import org.stemma.gateway.readmodel.ReadModel;

/** Connects to the own peer. */
@Configuration(proxyBeanMethods = false)
class LedgerConfiguration {
    @Bean
    Identities identities(GatewaySettings settings) {
        return Identities.read(settings);
    }

    @Bean
    FabricConnection connection(GatewaySettings settings, Identities identities) {
        return FabricConnection.open(settings, identities);
    }

    /** Blocks are read by the identity that is named gateway, or else by the first one. */
    @Bean
    BlockSource blocks(FabricConnection connection, Identities identities) {
        Caller reader = reader(identities);
        return number -> connection
                .network(reader)
                .newBlockEventsRequest()
                .startBlock(number)
                .build()
                .getEvents();
    }

    @Bean
    LedgerHeight ledgerHeight(FabricConnection connection, Identities identities, GatewaySettings settings) {
        return new LedgerHeight(connection, reader(identities), settings.channel());
    }

    private static Caller reader(Identities identities) {
        return identities
                .named("gateway")
                .orElseGet(() -> identities.all().iterator().next());
    }

    @Bean
    CommitWatch commits(ReadModel readModel) {
        return new CommitWatch(readModel);
    }

    @Bean
    Outbox outbox(JdbcTemplate jdbc) {
        return new Outbox(jdbc, Clock.systemUTC());
    }

    @Bean
    Ledger ledger(
            FabricConnection connection,
            GatewaySettings settings,
            CommitWatch commits,
            ReadModel readModel,
            Outbox outbox,
            ObservationRegistry observations) {
        return new FabricLedger(connection, settings, commits, new Consents(readModel), outbox, observations);
    }

    @Bean
    OfflineLedger offlineLedger(
            FabricConnection connection, GatewaySettings settings, CommitWatch commits, ReadModel readModel) {
        return new OfflineLedger(connection, settings, commits, readModel);
    }
}
