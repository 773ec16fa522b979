/** REST of the member room: organisations, parties, meters. */
@NullMarked
package org.stemma.gateway.member;

import org.jspecify.annotations.NullMarked;
