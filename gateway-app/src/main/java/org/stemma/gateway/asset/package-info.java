/** REST of the asset room: the catalogue and its versions. */
@NullMarked
package org.stemma.gateway.asset;

import org.jspecify.annotations.NullMarked;
