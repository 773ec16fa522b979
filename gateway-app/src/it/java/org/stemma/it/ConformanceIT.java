package org.stemma.it;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.stemma.contracts.conformance.EventAndSizeCases;
import org.stemma.contracts.conformance.LedgerUnderTest;
import org.stemma.contracts.conformance.PolicyCases;
import org.stemma.contracts.conformance.RangeCases;
import org.stemma.contracts.conformance.ReadCases;

/** Fabric behaves as the cases say: those that the in-memory ledger is held to. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ConformanceIT {
    private final Clients clients = new Clients(NetworkFile.read());
    private final LedgerUnderTest ledger = new FabricLedgerUnderTest(clients, Probe.CHAINCODE);

    @BeforeAll
    void deploy_the_probe() throws IOException {
        Probe.deploy(clients.network());
    }

    @AfterAll
    void close() {
        clients.close();
    }

    /** At once, since each has keys of its own and mostly waits for blocks; within a class that is alone on the network. */
    @Nested
    @Execution(ExecutionMode.CONCURRENT)
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    final class Fabric implements ReadCases, RangeCases, PolicyCases, EventAndSizeCases {
        @Override
        public LedgerUnderTest ledger() {
            return ledger;
        }
    }
}
