package org.stemma.gateway.web;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import org.apache.catalina.Container;
import org.apache.catalina.core.StandardHost;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.format.FormatterRegistry;
import org.springframework.http.converter.HttpMessageConverters;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.stemma.gateway.config.GatewaySettings;
import org.stemma.gateway.ledger.LedgerHeight;
import org.stemma.gateway.readmodel.ReadModel;

/** How requests are read and answers are written. */
@Configuration(proxyBeanMethods = false)
class WebConfiguration {
    @Bean
    WebMvcConfigurer bindings(
            ReadModel readModel, LedgerHeight ledger, GatewaySettings settings, MeterRegistry registry) {
        Admission admission = new Admission(settings.submission().maxConcurrent(), registry);
        return new WebMvcConfigurer() {
            @Override
            public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
                resolvers.add(new WriteArguments());
            }

            @Override
            public void addFormatters(FormatterRegistry registry) {
                registry.addConverter(new TypedText());
            }

            @Override
            public void configureMessageConverters(HttpMessageConverters.ServerBuilder builder) {
                builder.addCustomConverter(new CodecConverter());
            }

            @Override
            public void addInterceptors(InterceptorRegistry interceptors) {
                interceptors.addInterceptor(new KnownParameters());
                interceptors.addInterceptor(
                        new AfterBlock(readModel, () -> ledger.known().orElse(0L)));
                interceptors.addInterceptor(admission);
            }
        };
    }

    /** Around all other filters: they look up keys in the database. */
    @Bean
    FilterRegistrationBean<DatabaseGuard> databaseGuard() {
        FilterRegistrationBean<DatabaseGuard> filter = new FilterRegistrationBean<>(new DatabaseGuard());
        filter.setOrder(Ordered.HIGHEST_PRECEDENCE + 10);
        return filter;
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> serverProblems() {
        return factory -> factory.addContextCustomizers(context -> {
            Container host = context.getParent();
            if (host instanceof StandardHost standard) {
                standard.setErrorReportValveClass(ServerProblems.class.getName());
            }
        });
    }
}
