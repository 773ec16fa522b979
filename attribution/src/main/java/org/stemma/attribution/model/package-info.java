/** The demo model: a count-based byte-level language model. No Fabric, no Spring, no money. */
@NullMarked
package org.stemma.attribution.model;

import org.jspecify.annotations.NullMarked;
