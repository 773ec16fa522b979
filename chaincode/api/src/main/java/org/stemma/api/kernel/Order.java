package org.stemma.api.kernel;

import org.stemma.api.Document;
import org.stemma.api.Money;

/**
 * What others impose on an asset or an account, beside the record that its owner consents to. Absent means listed, and
 * nothing held.
 *
 * @param subject {@code asset/ID} or {@code wallet/ID}
 * @param cause the proposal or ruling that wrote it
 */
public record Order(String subject, Standing standing, java.util.Optional<Money> held, String cause)
        implements Document {
    /** Whether it takes anything from its subject; a release does not. */
    public boolean isInForce() {
        return standing != Standing.LISTED || held.filter(Money::isPositive).isPresent();
    }

    /** What may be done with the subject: a held or delisted asset sells nothing. */
    public enum Standing {
        LISTED,
        HELD,
        DELISTED
    }
}
