/** The royalties computed anew from receipts and policies alone, beside what the ledger says. It trusts no settlement. */
@NullMarked
package org.stemma.client.royalty;

import org.jspecify.annotations.NullMarked;
