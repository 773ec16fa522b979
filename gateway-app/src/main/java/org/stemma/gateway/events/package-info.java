/**
 * What happened on the ledger, told in its order to those who may know: as pages, and as streams that resume. Who may see
 * a record in its own reads may see its events, and nobody else. Webhooks are another room's.
 */
@NullMarked
package org.stemma.gateway.events;

import org.jspecify.annotations.NullMarked;
