/**
 * What a passed proposal does, with its before and after, and the facts that must still hold when it is done. Votes and
 * times do not belong here.
 */
@NullMarked
package org.stemma.governance.action;

import org.jspecify.annotations.NullMarked;
