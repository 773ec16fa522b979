/**
 * Who asked what: a table of this gateway's own, to which rows are only added, each carrying the hash of the one before.
 * Never bodies, keys or tokens.
 */
@NullMarked
package org.stemma.gateway.audit;

import org.jspecify.annotations.NullMarked;
