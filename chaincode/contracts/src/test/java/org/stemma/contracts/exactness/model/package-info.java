/**
 * A second ledger, written from the rules in exact rationals: it reads the transactions that were committed and says what
 * each must have moved. It shares no class with the product, so that no mistake can be made twice.
 */
@NullMarked
package org.stemma.contracts.exactness.model;

import org.jspecify.annotations.NullMarked;
