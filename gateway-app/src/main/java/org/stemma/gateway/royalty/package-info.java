/** REST of the royalty room: settlements, payables, claims, and the agent that settles what is due. */
@NullMarked
package org.stemma.gateway.royalty;

import org.jspecify.annotations.NullMarked;
