/** What meters report. No event of a single inference: those stay in the meter's log. */
@NullMarked
package org.stemma.api.usage;

import org.jspecify.annotations.NullMarked;
