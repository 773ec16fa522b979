package org.stemma.gateway.books;

import javax.sql.DataSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.stemma.gateway.readmodel.ReadModel;

/** Puts the books together. */
@Configuration(proxyBeanMethods = false)
class BooksConfiguration {
    @Bean
    PostingBooks postingBooks(DataSource source, PlatformTransactionManager transactions) {
        return new PostingBooks(JdbcClient.create(source), transactions);
    }

    @Bean
    Accruals accruals(DataSource source, ReadModel readModel) {
        return new Accruals(JdbcClient.create(source), readModel);
    }
}
