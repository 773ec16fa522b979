package org.stemma.gateway.health;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;
import org.stemma.gateway.ledger.LedgerHeight;
import org.stemma.gateway.readmodel.ReadModel;

/** Whether the own peer answers, at which height, and how many blocks the books are behind it. */
@Component
class LedgerHealthIndicator implements HealthIndicator {
    private final LedgerHeight ledger;
    private final ReadModel readModel;

    LedgerHealthIndicator(LedgerHeight ledger, ReadModel readModel) {
        this.ledger = ledger;
        this.readModel = readModel;
    }

    @Override
    public Health health() {
        return ledger.known()
                .map(height -> Health.up()
                        .withDetail("height", height)
                        .withDetail("behind", Math.max(0, height - readModel.height())))
                .orElseGet(() -> Health.down().withDetail("peer", "does not answer"))
                .build();
    }
}
