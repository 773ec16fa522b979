package org.stemma.gateway.readmodel;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings {@code stemma.read-model.*}.
 *
 * @param url of a database for the read model alone; empty if it lies among the gateway's own tables
 * @param retireAfter for how long tables that were replaced are kept for those who still read them
 * @param outOfServiceAfter how many seconds behind the ledger a gateway says that it is out of service
 */
@ConfigurationProperties("stemma.read-model")
public record ReadModelSettings(
        @DefaultValue("") String url,
        @DefaultValue("60s") Duration retireAfter,
        @DefaultValue("30s") Duration outOfServiceAfter) {}
