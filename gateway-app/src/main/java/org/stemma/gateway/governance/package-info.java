/** Proposals, votes, parameters, the treasury and orders over REST. */
@NullMarked
package org.stemma.gateway.governance;

import org.jspecify.annotations.NullMarked;
