package org.stemma.gateway.serving;

import java.time.Instant;
import org.stemma.api.AssetId;
import org.stemma.api.GrantId;

/**
 * One answered call.
 *
 * @param at in whole milliseconds
 * @param period in which it took place, by the ledger's calendar
 * @param metered whether its terms have a price by the unit, so that it is to be reported
 */
record Use(GrantId grant, AssetId asset, long version, long units, Instant at, long period, boolean metered) {}
