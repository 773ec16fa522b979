package org.stemma.gateway.books;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.stemma.gateway.readmodel.ReadModel;
import org.stemma.gateway.readmodel.ReadModelDatabase;

/** Puts the books together. */
@Configuration(proxyBeanMethods = false)
class BooksConfiguration {
    @Bean
    PostingBooks postingBooks(ReadModelDatabase database) {
        return new PostingBooks(database.source(), database.transactions());
    }

    @Bean
    Recounts recounts(PostingBooks books) {
        return new Recounts(books, System::nanoTime);
    }

    @Bean
    Accruals accruals(ReadModelDatabase database, ReadModel readModel) {
        return new Accruals(JdbcClient.create(database.source()), readModel);
    }
}
