package org.stemma.gateway.audit;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.stemma.gateway.ledger.Callers;
import org.stemma.gateway.security.ApiKeys;

/** Puts the audit log around every request. */
@Configuration(proxyBeanMethods = false)
class AuditConfiguration {
    /** The keys' tables are made with the log's, by whom these are. */
    @Bean
    AuditTable auditTable(JdbcTemplate jdbc, PlatformTransactionManager transactions, ApiKeys tables) {
        java.util.Objects.requireNonNull(tables);
        return new AuditTable(jdbc, new TransactionTemplate(transactions));
    }

    @Bean(destroyMethod = "close")
    AuditLog auditLog(AuditTable table, AuditSettings settings) {
        return new AuditLog(table, settings, Clock.systemUTC()).started();
    }

    @Bean
    MeterBinder auditMetrics(AuditLog log) {
        return registry -> {
            FunctionCounter.builder("stemma.audit.lost", log, AuditLog::lost)
                    .description("Rows of the audit log that could not be written")
                    .register(registry);
            FunctionCounter.builder("stemma.audit.replaced", log, AuditLog::replaced)
                    .description("Rows of the audit log of which only time, method and status could be written")
                    .register(registry);
        };
    }

    @Bean
    FilterRegistrationBean<AuditFilter> auditing(
            AuditLog log,
            AuditSettings settings,
            Callers callers,
            @Qualifier("requestMappingHandlerMapping") ObjectProvider<RequestMappingHandlerMapping> mappings) {
        FilterRegistrationBean<AuditFilter> filter = new FilterRegistrationBean<>(new AuditFilter(
                log,
                SingletonSupplier.of(() -> new Routes(mappings.getObject())),
                callers.organisation().value(),
                settings,
                Clock.systemUTC()));
        filter.setOrder(Ordered.HIGHEST_PRECEDENCE + 60);
        return filter;
    }
}
