/** The published language of batches: many commands of one signer in one transaction, and what each was answered. */
@NullMarked
package org.stemma.api.batch;

import org.jspecify.annotations.NullMarked;
