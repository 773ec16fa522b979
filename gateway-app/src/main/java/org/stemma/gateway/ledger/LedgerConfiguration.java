package org.stemma.gateway.ledger;

import io.micrometer.observation.ObservationRegistry;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.stemma.gateway.config.GatewaySettings;
import org.stemma.gateway.config.SettingsRefused;
import org.stemma.gateway.keystore.KeystoreSettings;
import org.stemma.gateway.keystore.Passphrase;
import org.stemma.gateway.readmodel.BlockSource;
import org.stemma.gateway.readmodel.ReadModel;

/** Connects to the own peer. */
@Configuration(proxyBeanMethods = false)
class LedgerConfiguration {
    private static final Logger LOG = LoggerFactory.getLogger(LedgerConfiguration.class);

    @Bean
    Identities identities(GatewaySettings settings, KeystoreSettings keystore, ObjectProvider<KeystoreWatch> watch) {
        return keystore.keystore().isPresent() ? watch.getObject().identities() : plain(settings, keystore);
    }

    @Bean
    @ConditionalOnProperty("stemma.keystore.file")
    KeystoreWatch keystoreWatch(GatewaySettings settings, KeystoreSettings keystore) {
        if (!settings.identities().isEmpty()) {
            throw new SettingsRefused(
                    "Both stemma.keystore.file and stemma.identities are set.",
                    "import the identities into the keystore, and take stemma.identities out");
        }
        Passphrase passphrase = Passphrase.from(keystore.passphrase(), System.getenv());
        return KeystoreWatch.open(keystore.keystore().orElseThrow(), passphrase, settings);
    }

    private static Identities plain(GatewaySettings settings, KeystoreSettings keystore) {
        if (!keystore.plainPem()) {
            throw new SettingsRefused(
                    "There is no keystore: stemma.keystore.file is not set.",
                    "java -jar stemma-gateway.jar keystore import; or, for development only, take the plain PEM files"
                            + " of stemma.identities with stemma.keystore.plain-pem=true");
        }
        LOG.warn("identities' keys are read from plain PEM files: for development only");
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
    Consents consents(ReadModel readModel) {
        return new Consents(readModel);
    }

    @Bean
    Endorsers endorsers(GatewaySettings settings) {
        return Endorsers.of(settings);
    }

    @Bean
    Ledger ledger(
            FabricConnection connection,
            GatewaySettings settings,
            CommitWatch commits,
            LedgerHeight height,
            Consents consents,
            Endorsers endorsers,
            Outbox outbox,
            Renewals renewals,
            ObservationRegistry observations) {
        return new FabricLedger(
                connection, settings, commits, height, consents, endorsers, outbox, renewals, observations);
    }

    @Bean
    OfflineLedger offlineLedger(
            FabricConnection connection,
            GatewaySettings settings,
            CommitWatch commits,
            Consents consents,
            Endorsers endorsers,
            ReadModel readModel) {
        return new OfflineLedger(connection, settings, commits, consents, endorsers, readModel);
    }
}
