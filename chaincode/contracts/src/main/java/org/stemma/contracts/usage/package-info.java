/** Reports of meters: checked, priced and handed to account. */
@NullMarked
package org.stemma.contracts.usage;

import org.jspecify.annotations.NullMarked;
