/**
 * The demo model: a count-based byte-level language model, interpolated Kneser–Ney over grams of at
 * most eight bytes, its file, and the command that trains it.
 *
 * <p>Chosen because removal is exact: the model is its counts, so taking a corpus out is subtraction
 * and equals training without it, byte for byte; and because all that it writes or generates is
 * integer arithmetic, the same on every machine. It is small and fast, not clever.
 *
 * <p>Not here: reading archives ({@code corpus}), prices, licences, the ledger, HTTP.
 */
@NullMarked
package org.stemma.attribution.model;

import org.jspecify.annotations.NullMarked;
