package org.stemma.gateway.serving;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;
import org.stemma.gateway.security.Asker;

/** The settings of serving and of the meter. */
final class ServingSettings {
    /** With the queue and the writes that may wait at once they leave threads of the server to reads. */
    private static final int MOST_PROCESSORS = 24;

    private ServingSettings() {}

    /**
     * {@code stemma.meter.*}
     *
     * @param enabled whether the meter registers and reports by itself; without, only when it is asked to
     * @param name of the meter on the ledger, for people
     * @param batchSeconds the longest that usage waits for a report
     * @param batchEvents so many events that wait are reported at once
     * @param arrivalWait how long a call at the edge of its lane waits for a report or a fill that is on its way
     * @param shutdownWait how long the last report may take when the gateway stops; what is left is sent at the next start
     * @param answersKept how long a repeated request finds its first answer
     */
    @Validated
    @ConfigurationProperties("stemma.meter")
    record MeterSettings(
            @DefaultValue("true") boolean enabled,
            @DefaultValue("gateway meter") @NotBlank String name,
            @DefaultValue("5") @Min(1) @Max(86_400) int batchSeconds,
            @DefaultValue("500") @Min(1) int batchEvents,
            @DefaultValue("10s") Duration arrivalWait,
            @DefaultValue("10s") Duration shutdownWait,
            @DefaultValue("24h") Duration answersKept) {}

    /**
     * {@code stemma.completions.*}
     *
     * @param running how many calls run the model at once; 0 means one per processor, at most 24
     * @param waiting how many more may wait; one beyond is refused at once
     * @param waitFor how long a call waits for its turn
     * @param authorizedFor how long the ledger's answer holds for the calls that follow, unless a block ends it before
     * @param perSecond calls under one key, and under one grant, on the average
     * @param burst calls at once, after a pause
     * @param modelsOpen how many models are kept in memory
     * @param modelsBytes how large their files are in all; a single larger one is kept alone
     */
    @Validated
    @ConfigurationProperties("stemma.completions")
    record CompletionSettings(
            @DefaultValue("0") @Min(0) @Max(1024) int running,
            @DefaultValue("16") @Min(0) @Max(1024) int waiting,
            @DefaultValue("30s") Duration waitFor,
            @DefaultValue("2s") Duration authorizedFor,
            @DefaultValue("1000") @Min(1) long perSecond,
            @DefaultValue("2000") @Min(1) long burst,
            @DefaultValue("64") @Min(1) @Max(1024) int modelsOpen,
            @DefaultValue("256MB") DataSize modelsBytes) {
        int turns() {
            return running > 0 ? running : Math.min(Runtime.getRuntime().availableProcessors(), MOST_PROCESSORS);
        }

        Asker.Limit rate() {
            return new Asker.Limit(perSecond, burst);
        }
    }
}
