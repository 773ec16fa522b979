package org.stemma.gateway.database;

import javax.sql.DataSource;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts schemas under everything that uses the application's data source, of which every commit is kept. */
@Configuration(proxyBeanMethods = false)
class DatabaseConfiguration {
    @Bean
    static BeanPostProcessor schemaDataSources() {
        return new BeanPostProcessor() {
            @Override
            public Object postProcessAfterInitialization(Object bean, String name) {
                return bean instanceof DataSource source && !(bean instanceof SchemaDataSource) ? own(source) : bean;
            }
        };
    }

    private static SchemaDataSource own(DataSource source) {
        SchemaDataSource own = SchemaDataSource.checked(source);
        Durability.of(own);
        return own;
    }
}
