/**
 * What Fabric does with reads, writes, ranges, policies and events, as cases that are put to any ledger: to the in-memory
 * one in this module's tests, to the real network by the gateway's integration tests. Where they differ, the memory ledger
 * is wrong.
 */
@NullMarked
package org.stemma.contracts.conformance;

import org.jspecify.annotations.NullMarked;
