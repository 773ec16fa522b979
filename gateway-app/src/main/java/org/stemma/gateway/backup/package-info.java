/**
 * A gateway's own state as one file, and back: its tables, secret, keys and artifacts, without the read model, which the
 * ledger has. And a second copy of what is acknowledged between two such files.
 */
@NullMarked
package org.stemma.gateway.backup;

import org.jspecify.annotations.NullMarked;
