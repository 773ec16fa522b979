/**
 * Who may vote, what was voted, and what it amounts to. Electorates, ballots and tallies belong here; when a vote is open
 * does not.
 */
@NullMarked
package org.stemma.governance.vote;

import org.jspecify.annotations.NullMarked;
