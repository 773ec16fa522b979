package org.stemma.gateway.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stemma.api.member.Role;
import org.stemma.gateway.config.GatewaySettings;
import org.stemma.gateway.support.FakePeer;
import org.stemma.gateway.support.TestGateway;
import org.stemma.gateway.support.Transactions;

class LedgerHeightTest {
    @TempDir
    private Path folder;

    private final CountDownLatch hanging = new CountDownLatch(1);

    private String answer() {
        try {
            hanging.await();
            return LedgerCase.BLOCKCHAIN_INFO;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void a_peer_that_hangs_is_told_of_and_its_height_once_it_answers() throws InterruptedException {
        FakePeer peer = new FakePeer("ledger", call -> Transactions.of(call.id()), call -> answer());
        GatewaySettings settings = TestGateway.settings(folder);
        Identities identities = Identities.read(settings);
        try (TestGateway gateway = new TestGateway(peer);
                FabricConnection connection = FabricConnection.over(gateway.channel(), settings, identities)) {
            Caller asker = identities.with(Role.AUDITOR).orElseThrow();
            LedgerHeight ledger = new LedgerHeight(connection, asker, "stemma", Duration.ofMillis(200));
            assertEquals(Optional.empty(), ledger.height());
            hanging.countDown();
            for (int i = 0; i < 100 && ledger.height().isEmpty(); i++) {
                Thread.sleep(50);
            }
            assertEquals(Optional.of(LedgerCase.HEIGHT), ledger.height());
        }
    }
}
