/** The chaincode: kernel, then a package per room, each using only those before it. */
@NullMarked
package org.stemma.contracts;

import org.jspecify.annotations.NullMarked;
