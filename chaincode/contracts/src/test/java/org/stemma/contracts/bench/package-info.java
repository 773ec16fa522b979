/** What the ledger's bench compares the product's transactions with: nothing at all, the same state calls without any law,
 * and one key for all. */
@NullMarked
package org.stemma.contracts.bench;

import org.jspecify.annotations.NullMarked;
