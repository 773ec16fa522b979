package org.stemma.gateway.doors;

import java.nio.file.Path;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.stemma.gateway.support.FakePeer;
import org.stemma.gateway.support.TestIdentities;
import org.stemma.gateway.support.WholeGateway;

/** A whole gateway whose peer runs the contracts, with an identity for each role alone and one for none. */
@Configuration(proxyBeanMethods = false)
class LawfulGateway {
    /** Identities beyond those that every test gateway has, with their roles. */
    private static final List<List<String>> MORE =
            List.of(List.of("onlybuyer", "buyer"), List.of("onlyholder", "holder"), List.of("nobody", ""));

    private static final int PRESENT = 7;

    static Path start(DynamicPropertyRegistry properties) {
        Path data = WholeGateway.start(properties, "demo");
        Path folder = java.util.Objects.requireNonNull(data.getParent());
        properties.add("stemma.submission.deadline", () -> "3s");
        // The examples' addresses are not looked up.
        properties.add("stemma.webhooks.enabled", () -> false);
        for (int i = 0; i < MORE.size(); i++) {
            String name = MORE.get(i).get(0);
            String roles = MORE.get(i).get(1);
            String prefix = "stemma.identities[" + (PRESENT + i) + "].";
            TestIdentities.write(folder, name);
            properties.add(prefix + "name", () -> name);
            properties.add(prefix + "roles", () -> roles);
            properties.add(
                    prefix + "certificate", () -> folder.resolve(name + ".crt").toString());
            properties.add(prefix + "key", () -> folder.resolve(name + ".key").toString());
        }
        return data;
    }

    @Bean
    Law law() {
        return new Law();
    }

    @Bean
    FakePeer peer(Law law) {
        return law.peer();
    }
}
