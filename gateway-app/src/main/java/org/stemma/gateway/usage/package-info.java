/** REST of the usage room: reports that a member's own meter brings. */
@NullMarked
package org.stemma.gateway.usage;

import org.jspecify.annotations.NullMarked;
