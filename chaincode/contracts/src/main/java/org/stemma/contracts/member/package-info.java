/** Organisations, parties and meters. Other rooms ask here who acts for whom. */
@NullMarked
package org.stemma.contracts.member;

import org.jspecify.annotations.NullMarked;
