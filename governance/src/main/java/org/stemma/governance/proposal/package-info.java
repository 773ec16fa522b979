/**
 * The life of a proposal: proposed, opened, voted, queued, executed, or ended otherwise. Its status is derived from recorded
 * facts and time, and never stored.
 */
@NullMarked
package org.stemma.governance.proposal;

import org.jspecify.annotations.NullMarked;
