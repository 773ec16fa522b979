package org.stemma.contracts.conformance;

/** The in-memory ledger behaves as Fabric does. */
final class MemoryLedgerConformanceTest implements ReadCases, RangeCases, PolicyCases, EventAndSizeCases {
    private final LedgerUnderTest ledger = new MemoryLedgerUnderTest();

    @Override
    public LedgerUnderTest ledger() {
        return ledger;
    }
}
