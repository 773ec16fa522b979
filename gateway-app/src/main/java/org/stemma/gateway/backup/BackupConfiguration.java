package org.stemma.gateway.backup;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.stemma.gateway.config.GatewaySettings;
import org.stemma.gateway.database.SchemaDataSource;

/** Puts backups together, and restores what waits for it before anything else uses the database. */
@Configuration(proxyBeanMethods = false)
class BackupConfiguration {
    @Bean
    static BeanPostProcessor restoring(Environment environment) {
        Path dataDir = Path.of(environment.getRequiredProperty("stemma.data-dir"));
        return new BeanPostProcessor() {
            @Override
            public Object postProcessAfterInitialization(Object bean, String name) {
                // The one that is wrapped by then, or the wrapper: after the first there is nothing left to restore.
                if (bean instanceof DataSource source && !(bean instanceof SchemaDataSource)) {
                    new Restore(dataDir).into(source);
                }
                return bean;
            }
        };
    }

    @Bean
    BackupAgent backupAgent(DataSource source, GatewaySettings settings, Environment environment) {
        Optional<Path> keystore = Optional.ofNullable(environment.getProperty("stemma.keystore.file"))
                .map(Path::of);
        return new BackupAgent(new Backup(source, settings.dataDir(), keystore), settings.dataDir(), Clock.systemUTC());
    }

    @Bean
    RowCopy rowCopy(BackupSettings settings) {
        return settings.folder().map(RowCopy::in).orElseGet(RowCopy::none);
    }
}
