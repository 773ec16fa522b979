package org.stemma.gateway.serving;

import io.github.bucket4j.TimeMeter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Clock;
import javax.sql.DataSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.stemma.api.asset.AssetVersion;
import org.stemma.attribution.model.LanguageModel;
import org.stemma.gateway.backup.RowCopy;
import org.stemma.gateway.config.GatewaySettings;
import org.stemma.gateway.config.SettingsRefused;
import org.stemma.gateway.ledger.Callers;
import org.stemma.gateway.ledger.Ledger;
import org.stemma.gateway.ledger.LedgerHeight;
import org.stemma.gateway.readmodel.ReadModel;
import org.stemma.gateway.security.RequestLimits;

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
                file -> upstream(LanguageModel.load(file)),
                version -> root(registered, version),
                new Models.Budget(settings.modelsOpen(), settings.modelsBytes().toBytes()));
    }

    /** Its unit is the byte. */
    static Upstream upstream(LanguageModel model) {
        return (prompt, most, seed, sink) -> {
            byte[] answer = model.complete(prompt, most, seed);
            sink.take(answer, answer.length);
        };
    }

    private static org.stemma.api.Digest root(Registered registered, Artifacts.Version version) {
        AssetVersion known = registered.version(version);
        return known.content().root();
    }

    @Bean
    MeterKey meterKey(GatewaySettings settings, DataSource source) throws IOException {
        return KnownLogs.in(source).keyAt(settings.dataDir());
    }

    @Bean
    MeterLog meterLog(DataSource source, MeterKey key, RowCopy copy) {
        return new MeterLog(source, key.fingerprint(), copy);
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
            LedgerHeight height,
            MeterMetrics metrics) {
        Meter meter = new Meter(key, log, ledger, callers, settings.name());
        return new Metering(
                settings,
                completions,
                meter,
                log,
                ledger,
                readModel,
                () -> height.known().orElse(0L),
                CLOCK,
                metrics);
    }

    @Bean
    ReportingAgent reportingAgent(Metering metering) {
        return new ReportingAgent(metering, CLOCK);
    }

    @Bean
    GrantNews grantNews(Metering metering, ReadModel readModel) {
        return new GrantNews(metering.allowances(), readModel);
    }

    @Bean
    Uses uses(
            Metering metering,
            MeterLog log,
            MeterMetrics metrics,
            ReportingAgent agent,
            ServingSettings.CompletionSettings settings) {
        return new Uses(
                metering.allowances(),
                log,
                metering::registered,
                metering::charter,
                new Uses.Limits(settings.turns(), settings.waitFor()),
                use -> {
                    metrics.counted(use);
                    agent.counted();
                });
    }

    @Bean
    Completions completions(Uses uses, Models models, MeterLog log) {
        return new Completions(uses, models, log);
    }

    @Bean
    WebMvcConfigurer callAdmission(
            ServingSettings.CompletionSettings settings,
            GatewaySettings gateway,
            MeterRegistry registry,
            Environment environment) {
        int calls = settings.turns() + settings.waiting();
        mustLeaveThreads(calls, gateway.submission().maxConcurrent(), environment);
        Places places = new Places(settings.turns(), settings.waiting());
        Gauge.builder("stemma.calls.under.way", places, Places::taken)
                .description("Calls under grant keys that run or wait now")
                .register(registry);
        CallAdmission admission = new CallAdmission(
                places,
                new RequestLimits(settings.rate(), TimeMeter.SYSTEM_NANOTIME),
                new RequestLimits(settings.rate(), TimeMeter.SYSTEM_NANOTIME));
        return new WebMvcConfigurer() {
            @Override
            public void addInterceptors(InterceptorRegistry interceptors) {
                // Right behind the check of the key, which tells whose it is.
                interceptors.addInterceptor(admission).order(Ordered.HIGHEST_PRECEDENCE + 1);
            }
        };
    }

    /** Reads always find a thread, however many calls and writes wait. */
    static void mustLeaveThreads(int calls, int writes, Environment environment) {
        int threads = environment.getProperty("server.tomcat.threads.max", Integer.class, 200);
        if (calls + writes >= threads) {
            throw new SettingsRefused(
                    "Calls (" + calls + ") and writes (" + writes + ") that wait can hold all of the server's "
                            + threads + " threads.",
                    "set server.tomcat.threads.max higher, or stemma.completions.running, stemma.completions.waiting or"
                            + " stemma.submission.max-concurrent lower");
        }
    }
}
