/** Files as the ledger names them: manifests made from archives and files, and the place where a copy differs. */
@NullMarked
package org.stemma.client.content;

import org.jspecify.annotations.NullMarked;
