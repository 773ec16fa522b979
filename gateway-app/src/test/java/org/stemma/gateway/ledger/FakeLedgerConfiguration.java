package org.stemma.gateway.ledger;

import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.stemma.gateway.config.GatewaySettings;
import org.stemma.gateway.readmodel.BlockSource;
import org.stemma.gateway.support.FakePeer;
import org.stemma.gateway.support.TestGateway;

/** Connects a whole gateway to a peer that is none. */
@TestConfiguration(proxyBeanMethods = false)
public class FakeLedgerConfiguration {
    @Bean
    TestGateway testGateway(FakePeer peer) {
        return new TestGateway(peer);
    }

    @Bean
    FabricConnection connection(TestGateway gateway, GatewaySettings settings, Identities identities) {
        return FabricConnection.over(gateway.channel(), settings, identities);
    }

    @Bean
    @Primary
    BlockSource blocks(FakePeer peer) {
        return peer;
    }
}
