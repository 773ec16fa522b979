/** Terms, offers, grants and the keys under which a grant is used. Prices are written here and charged by account. */
@NullMarked
package org.stemma.api.license;

import org.jspecify.annotations.NullMarked;
