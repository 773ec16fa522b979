package org.stemma.gateway.offline;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * {@code stemma.offline.*}
 *
 * @param maxProposal the most bytes of a proposal; commands are far smaller
 * @param maxTransaction the most bytes of an endorsed transaction, which must fit into a body as base64
 */
@ConfigurationProperties("stemma.offline")
record OfflineSettings(
        @DefaultValue("256KB") DataSize maxProposal,
        @DefaultValue("700KB") DataSize maxTransaction) {}
