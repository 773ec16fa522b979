/** The rules of the house: who may use what, checked on the compiled classes. */
@NullMarked
package org.stemma.contracts.house;

import org.jspecify.annotations.NullMarked;
