/** REST of the license room: terms, offers, grants and the keys under which a grant is used. */
@NullMarked
package org.stemma.gateway.license;

import org.jspecify.annotations.NullMarked;
