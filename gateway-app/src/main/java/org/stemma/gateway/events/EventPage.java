package org.stemma.gateway.events;

import java.util.List;
import java.util.Optional;

/**
 * Some events, in the ledger's order.
 *
 * @param next the cursor of the next page; absent at the ledger's head
 * @param position all up to here was looked at: later, go on with {@code ?after=} this
 */
record EventPage(List<EventView> items, Optional<String> next, String position) {}
