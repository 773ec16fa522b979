/** Tokens of every kind, their versions, lineage and contributors. No terms, no price, no money. */
@NullMarked
package org.stemma.api.asset;

import org.jspecify.annotations.NullMarked;
