package org.stemma.gateway.readmodel;

import java.time.Clock;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.stemma.gateway.config.GatewaySettings;

/** Puts the read model together. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ReadModelSettings.class)
class ReadModelConfiguration {
    @Bean
    ReadModelDatabase readModelDatabase(DataSource own, ReadModelSettings settings) {
        return ReadModelDatabase.open(own, settings.url());
    }

    @Bean
    Generations generations(ReadModelDatabase database, DataSource own) {
        if (!database.isAmong(own)) {
            Generations.dropFrom(own);
        }
        return Generations.open(database.source());
    }

    @Bean
    JdbcReadModel readModel(ReadModelDatabase database, Generations generations) {
        return new JdbcReadModel(
                new JdbcTemplate(database.source()),
                generations.liveProjection().height());
    }

    @Bean
    EventLog eventLog(ReadModelDatabase database, Generations generations) {
        return new EventLog(new JdbcTemplate(database.source()), database.transactions());
    }

    @Bean
    FeedState feedState() {
        return new FeedState();
    }

    /** Held while the live tables grow, or are replaced. */
    @Bean
    ReentrantLock projecting() {
        return new ReentrantLock();
    }

    @Bean
    HeightStop heightStop() {
        return new HeightStop();
    }

    @Bean
    BlockFeed blockFeed(
            BlockSource source,
            GatewaySettings settings,
            Generations generations,
            JdbcReadModel readModel,
            List<BlockListener> listeners,
            FeedState state,
            ReentrantLock projecting,
            HeightStop stop) {
        BlockReader reader = new BlockReader(settings.chaincode());
        return new BlockFeed(source, reader, generations, readModel, listeners, state, projecting, stop);
    }

    @Bean
    Rebuilder rebuilder(
            BlockSource source,
            GatewaySettings settings,
            ReadModelSettings readModelSettings,
            Generations generations,
            JdbcReadModel readModel,
            ReentrantLock projecting) {
        return new Rebuilder(
                source,
                new BlockReader(settings.chaincode()),
                generations,
                readModel,
                projecting,
                readModelSettings.retireAfter(),
                Clock.systemUTC());
    }

    @Bean
    Dump dump(ReadModelDatabase database, JdbcReadModel readModel, HeightStop stop) {
        return new Dump(database.source(), database.transactions(), readModel, stop);
    }
}
