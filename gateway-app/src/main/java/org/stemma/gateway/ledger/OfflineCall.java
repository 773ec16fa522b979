package org.stemma.gateway.ledger;

import java.time.Instant;

/**
 * What bytes ask of the ledger that were signed elsewhere, read out of these bytes.
 *
 * @param caller whom the certificate in them names; roles are left out, the ledger reads them in the certificate
 * @param argument canonical JSON, as the chaincode gets it
 * @param at the timestamp, by which the ledger judges time
 */
public record OfflineCall(String transactionId, Caller caller, String function, String argument, Instant at) {}
