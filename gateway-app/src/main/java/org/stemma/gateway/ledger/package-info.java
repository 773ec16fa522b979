/** How transactions reach the ledger: identities, endorsers, retries, and what failed. Nothing here knows HTTP or a room. */
@NullMarked
package org.stemma.gateway.ledger;

import org.jspecify.annotations.NullMarked;
