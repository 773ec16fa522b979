/** How well a gateway is: health and metrics of its ledger and its books. */
@NullMarked
package org.stemma.gateway.health;

import org.jspecify.annotations.NullMarked;
