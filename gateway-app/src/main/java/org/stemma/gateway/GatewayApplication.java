package org.stemma.gateway;

import java.util.Arrays;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.stemma.gateway.backup.StateCommand;
import org.stemma.gateway.keystore.KeystoreCommand;

/** Starts a member's gateway. */
@SpringBootApplication
@EnableScheduling
@ConfigurationPropertiesScan
public class GatewayApplication {
    private static final String KEYSTORE = "keystore";
    private static final String STATE = "state";

    /**
     * Starts; {@code --spring.config.additional-location=FILE} names the settings that the network rendered. With
     * {@code keystore} as the first word it changes a keystore instead, with {@code state} it backs up or restores, and
     * starts nothing.
     */
    public static void main(String[] arguments) {
        if (arguments.length > 0 && arguments[0].equals(KEYSTORE)) {
            String[] rest = Arrays.copyOfRange(arguments, 1, arguments.length);
            System.exit(KeystoreCommand.line(System.getenv()).execute(rest));
        }
        if (arguments.length > 0 && arguments[0].equals(STATE)) {
            System.exit(StateCommand.line().execute(Arrays.copyOfRange(arguments, 1, arguments.length)));
        }
        SpringApplication.run(GatewayApplication.class, arguments);
    }
}
