/**
 * Offline signing: members that keep their private key away from gateways have a gateway prepare what they then check and
 * sign themselves. Here stand the endpoints and the commands that can be asked for; what Fabric needs is in {@code ledger}.
 */
@NullMarked
package org.stemma.gateway.offline;

import org.jspecify.annotations.NullMarked;
