/** REST of the share room: issues, holdings, transfers and sales; and what the share pool owes holders. */
@NullMarked
package org.stemma.gateway.share;

import org.jspecify.annotations.NullMarked;
