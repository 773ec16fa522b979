/**
 * The council's room: proposals, votes, and what they decide. Its law is the library {@code org.stemma.governance}; here
 * stand only what the law needs to know of the ledger, and what the ledger writes for it.
 */
@NullMarked
package org.stemma.contracts.governance;

import org.jspecify.annotations.NullMarked;
