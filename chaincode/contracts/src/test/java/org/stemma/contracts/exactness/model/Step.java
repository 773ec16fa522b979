package org.stemma.contracts.exactness.model;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A transaction as it stands in a block, valid.
 *
 * @param organisation the member whose client sent it
 * @param answer what it returned
 * @param event what it said, if it said anything
 * @param writes the keys that it wrote; without a value it deleted the key
 */
public record Step(
        String id,
        Instant at,
        String organisation,
        String function,
        String arguments,
        String answer,
        Optional<String> event,
        Map<String, Optional<String>> writes) {}
