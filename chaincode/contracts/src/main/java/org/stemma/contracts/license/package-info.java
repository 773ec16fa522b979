/** Terms, offers, grants, and what was made under them. Charges nothing itself: account does. */
@NullMarked
package org.stemma.contracts.license;

import org.jspecify.annotations.NullMarked;
