/**
 * The parameters that the council governs, the bounds that the charter sets to it, and how a change takes effect from a
 * later period. Who may ask for a change does not belong here.
 */
@NullMarked
package org.stemma.governance.parameter;

import org.jspecify.annotations.NullMarked;
