/** Random operations against the product, and a model of its own that knows exactly what each must have moved. */
@NullMarked
package org.stemma.contracts.exactness;

import org.jspecify.annotations.NullMarked;
