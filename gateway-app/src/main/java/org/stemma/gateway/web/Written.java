package org.stemma.gateway.web;

import java.util.Optional;

/**
 * The answer of a write: what it made or changed, and where it stands on the ledger.
 *
 * @param block absent while the transaction is in none
 */
public record Written(String id, Optional<Long> version, String transaction, Optional<Long> block) {}
