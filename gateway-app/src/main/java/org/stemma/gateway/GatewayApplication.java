package org.stemma.gateway;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.scheduling.annotation.EnableScheduling;

/** Starts a member's gateway. */
@SpringBootApplication
@EnableScheduling
@ConfigurationPropertiesScan
public class GatewayApplication {
    /** Starts; {@code --spring.config.additional-location=FILE} names the settings that the network rendered. */
    public static void main(String[] arguments) {
        SpringApplication.run(GatewayApplication.class, arguments);
    }
}
