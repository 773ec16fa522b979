/**
 * An in-memory ledger that behaves as Fabric does, and a network of members on it. The conformance suite holds it to the
 * real one; rooms' tests run on it.
 */
@NullMarked
package org.stemma.contracts.testing;

import org.jspecify.annotations.NullMarked;
