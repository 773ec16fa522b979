package org.stemma.gateway.security;

import io.github.bucket4j.TimeMeter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.stemma.gateway.config.DataFolder;
import org.stemma.gateway.config.GatewaySettings;
import org.stemma.gateway.ledger.Callers;

/** Puts authentication before every request, and authorisation before every handler. */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {
    @Bean
    GatewaySecret gatewaySecret(GatewaySettings settings, JdbcTemplate jdbc) {
        makeTables(jdbc);
        return GatewaySecret.known(settings.dataDir(), jdbc);
    }

    private static void makeTables(JdbcTemplate jdbc) {
        new ResourceDatabasePopulator(new ClassPathResource("gateway.sql"))
                .execute(Objects.requireNonNull(jdbc.getDataSource()));
    }

    /** Before anything is written there, such as the database. */
    @Bean
    static BeanFactoryPostProcessor dataFolder(Environment environment) {
        return factory -> DataFolder.ofOwnerAlone(Path.of(environment.getRequiredProperty("stemma.data-dir")));
    }

    @Bean
    ApiKeys apiKeys(JdbcTemplate jdbc, Callers callers, GatewaySettings settings) {
        makeTables(jdbc);
        ApiKeys keys = new ApiKeys(jdbc, callers, Clock.systemUTC());
        FirstKeys.makeIfNone(settings, callers, keys);
        return keys;
    }

    @Bean
    LastUses lastUses(JdbcTemplate jdbc) {
        return new LastUses(jdbc, Clock.systemUTC());
    }

    @Bean
    Tokens tokens(SecuritySettings settings, Callers callers) {
        return new Tokens(settings.jwt(), callers, Clock.systemUTC());
    }

    @Bean
    ListeningPlace listeningPlace(Environment environment, SecuritySettings settings) {
        return ListeningPlace.checked(environment, settings);
    }

    @Bean
    FilterRegistrationBean<SecurityHeaders> securityHeaders() {
        FilterRegistrationBean<SecurityHeaders> filter = new FilterRegistrationBean<>(new SecurityHeaders());
        filter.setOrder(Ordered.HIGHEST_PRECEDENCE + 40);
        return filter;
    }

    @Bean
    FilterRegistrationBean<Authentication> authentication(
            ApiKeys keys,
            LastUses lastUses,
            Tokens tokens,
            ListeningPlace place,
            SecuritySettings settings,
            ProblemWriter problems) {
        RequestLimits limits = new RequestLimits(settings.keys(), TimeMeter.SYSTEM_NANOTIME);
        AnonymousLimits anonymous =
                new AnonymousLimits(settings.anonymous(), settings.proxies(), TimeMeter.SYSTEM_NANOTIME);
        FilterRegistrationBean<Authentication> filter = new FilterRegistrationBean<>(
                new Authentication(keys, lastUses, tokens, limits, anonymous, place, problems));
        filter.setOrder(Ordered.HIGHEST_PRECEDENCE + 100);
        return filter;
    }

    @Bean
    WebMvcConfigurer authorization(ObjectProvider<GrantKeyAuthenticator> grantKeys) {
        return new WebMvcConfigurer() {
            @Override
            public void addInterceptors(InterceptorRegistry registry) {
                registry.addInterceptor(new Authorization(grantKeys)).order(Ordered.HIGHEST_PRECEDENCE);
            }

            @Override
            public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
                resolvers.add(new CallerArguments());
            }
        };
    }
}
