package org.stemma.gateway.ledger;

/**
 * One try at a transaction, for commands that name what the ledger holds and so must be renewed with each.
 *
 * @param number counts from 1
 */
public record Attempt(int number) {}
