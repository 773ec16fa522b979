/** The spine as one story on the in-memory ledger: from a deposit to a paid rights holder. */
@NullMarked
package org.stemma.contracts.story;

import org.jspecify.annotations.NullMarked;
