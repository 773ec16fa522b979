/**
 * Events that this gateway brings to its organisation's own services, by the Standard Webhooks specification: signed, in
 * the ledger's order, at least once. What an event is and who may see it is the events room's.
 */
@NullMarked
package org.stemma.gateway.webhooks;

import org.jspecify.annotations.NullMarked;
