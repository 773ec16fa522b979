package org.stemma.gateway.readmodel;

import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.stemma.gateway.config.GatewaySettings;

/** Puts the read model together. */
@Configuration(proxyBeanMethods = false)
class ReadModelConfiguration {
    @Bean
    ReadModelTables readModelTables(JdbcTemplate jdbc, PlatformTransactionManager transactions) {
        ReadModelTables tables = new ReadModelTables(jdbc, new TransactionTemplate(transactions));
        tables.create();
        return tables;
    }

    @Bean
    Projection projection(JdbcTemplate jdbc, PlatformTransactionManager transactions, ReadModelTables tables) {
        return new Projection(jdbc, new TransactionTemplate(transactions));
    }

    @Bean
    JdbcReadModel readModel(JdbcTemplate jdbc, Projection projection) {
        return new JdbcReadModel(jdbc, projection.height());
    }

    @Bean
    FeedState feedState() {
        return new FeedState();
    }

    @Bean
    BlockFeed blockFeed(
            BlockSource source,
            GatewaySettings settings,
            ReadModelTables tables,
            Projection projection,
            JdbcReadModel readModel,
            List<BlockListener> listeners,
            FeedState state) {
        return new BlockFeed(
                source, new BlockReader(settings.chaincode()), tables, projection, readModel, listeners, state);
    }
}
