/**
 * The law of collective decisions, as values and pure functions, and the charter with which a network begins. Pure JDK.
 *
 * <p>What stands here is shared by all the rooms below: who has a voice, exact portions, and why the law refuses. Votes
 * are counted in {@code vote}, parameters and their bounds stand in {@code parameter}, what a decision does in
 * {@code action}, and the life of a proposal in {@code proposal}; each uses only those before it. Time and state come in
 * as arguments: nothing that knows a ledger, a clock or a file belongs here.
 */
@NullMarked
package org.stemma.governance;

import org.jspecify.annotations.NullMarked;
