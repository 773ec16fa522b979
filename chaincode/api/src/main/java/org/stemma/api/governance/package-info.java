/** Proposals, votes, governed parameters, and what the council orders and pays. */
@NullMarked
package org.stemma.api.governance;

import org.jspecify.annotations.NullMarked;
