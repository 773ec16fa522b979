package org.stemma.gateway.events;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The settings {@code stemma.events.*} of event streams.
 *
 * @param streams how many are open at once; none of them holds a thread
 * @param streamsPerCaller how many of these one identity has
 * @param senders threads that write to them
 * @param heartbeat after so long without an event a comment is sent
 * @param stall a client that takes nothing for so long is cut off; it resumes by its last id
 * @param maxAge a stream is ended after so long, and its key is asked for again when it resumes
 */
@Validated
@ConfigurationProperties("stemma.events")
record EventSettings(
        @DefaultValue("400") @Min(0) @Max(10_000) int streams,
        @DefaultValue("100") @Min(0) @Max(10_000) int streamsPerCaller,
        @DefaultValue("2") @Min(1) @Max(64) int senders,
        @DefaultValue("15s") @NotNull Duration heartbeat,
        @DefaultValue("30s") @NotNull Duration stall,
        @DefaultValue("15m") @NotNull Duration maxAge) {}
