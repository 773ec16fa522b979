/** The gateway of one member: REST in front of its own peer, and books kept from blocks. Business rules stand in the chaincode, never here. */
@NullMarked
package org.stemma.gateway;

import org.jspecify.annotations.NullMarked;
