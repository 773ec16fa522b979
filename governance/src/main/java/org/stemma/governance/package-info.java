/**
 * The law of collective decisions, and the charter with which a network begins. Pure JDK. Electorates, tallies and
 * timelocks belong here; nothing that knows a ledger does.
 */
@NullMarked
package org.stemma.governance;

import org.jspecify.annotations.NullMarked;
