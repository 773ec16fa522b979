/**
 * Reading what a model is trained on: source archives as ordered, bounded lists of files. What the
 * files mean (counts, spans, influence) belongs to the packages beside this one; registering a
 * corpus on the ledger belongs to the asset room.
 */
@NullMarked
package org.stemma.attribution.corpus;

import org.jspecify.annotations.NullMarked;
