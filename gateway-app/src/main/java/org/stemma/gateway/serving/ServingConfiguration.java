package org.stemma.gateway.serving;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Clock;
import javax.sql.DataSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.stemma.api.Drawer;
import org.stemma.api.Refused;
import org.stemma.api.asset.AssetVersion;
import org.stemma.api.kernel.Charter;
import org.stemma.api.kernel.KernelRefusal;
import org.stemma.attribution.model.LanguageModel;
import org.stemma.gateway.config.GatewaySettings;
import org.stemma.gateway.ledger.Callers;
import org.stemma.gateway.ledger.Ledger;
import org.stemma.gateway.readmodel.ReadModel;

/** Puts serving and the meter together. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({ServingSettings.MeterSettings.class, ServingSettings.CompletionSettings.class})
class ServingConfiguration {
    private static final Clock CLOCK = Clock.systemUTC();

    @Bean
    Artifacts artifacts(GatewaySettings settings) throws IOException {
        return new Artifacts(settings.dataDir());
    }

    @Bean
    Registered registered(ReadModel readModel) {
        return new Registered(readModel);
    }

    @Bean
    Models models(Artifacts artifacts, Registered registered, ServingSettings.CompletionSettings settings) {
        return new Models(
                artifacts,
                file -> LanguageModel.load(file)::complete,
                version -> root(registered, version),
                settings.modelsOpen());
    }

    private static org.stemma.api.Digest root(Registered registered, Artifacts.Version version) {
        AssetVersion known = registered.version(version);
        return known.content().root();
    }

    @Bean
    MeterKey meterKey(GatewaySettings settings) throws IOException {
        return MeterKey.at(settings.dataDir().resolve("meter.key"));
    }

    @Bean
    MeterLog meterLog(DataSource source, MeterKey key) {
        return new MeterLog(source, key.fingerprint());
    }

    @Bean
    MeterMetrics meterMetrics(MeterRegistry registry, MeterLog log) {
        return new MeterMetrics(registry, log);
    }

    @Bean
    Metering metering(
            ServingSettings.MeterSettings settings,
            ServingSettings.CompletionSettings completions,
            MeterKey key,
            MeterLog log,
            Ledger ledger,
            Callers callers,
            ReadModel readModel,
            MeterMetrics metrics) {
        Meter meter = new Meter(key, log, ledger, callers, settings.name());
        return new Metering(settings, completions, meter, log, ledger, readModel, CLOCK, metrics);
    }

    @Bean
    ReportingAgent reportingAgent(Metering metering) {
        return new ReportingAgent(metering, CLOCK);
    }

    @Bean
    Completions completions(
            Metering metering,
            Models models,
            MeterLog log,
            ReadModel readModel,
            MeterMetrics metrics,
            ReportingAgent agent,
            ServingSettings.CompletionSettings settings) {
        return new Completions(
                metering.allowances(),
                models,
                log,
                metering::registered,
                () -> readModel
                        .find(Drawer.CHARTER, Charter.class)
                        .orElseThrow(() -> Refused.because(KernelRefusal.NO_GENESIS)),
                CLOCK,
                new Completions.Limits(settings.turns(), settings.waitFor()),
                use -> {
                    metrics.counted(use);
                    agent.counted();
                });
    }
}
