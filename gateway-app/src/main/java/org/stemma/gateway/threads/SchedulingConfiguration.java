package org.stemma.gateway.threads;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.task.ThreadPoolTaskSchedulerCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What becomes of exceptions and errors in work that is done now and then. */
@Configuration(proxyBeanMethods = false)
class SchedulingConfiguration {
    private static final Logger LOG = LoggerFactory.getLogger(SchedulingConfiguration.class);

    @Bean
    ThreadPoolTaskSchedulerCustomizer repeatedWork() {
        return scheduler -> scheduler.setErrorHandler(failure -> {
            if (failure instanceof Error error) {
                Background.end(error);
            }
            LOG.error("work that is repeated failed this time", failure);
        });
    }
}
