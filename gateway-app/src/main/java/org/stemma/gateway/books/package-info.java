/**
 * Books that every gateway keeps from blocks: trial balance, invariant, accruals. They add up postings and never trust a
 * stored balance; nothing here writes.
 */
@NullMarked
package org.stemma.gateway.books;

import org.jspecify.annotations.NullMarked;
