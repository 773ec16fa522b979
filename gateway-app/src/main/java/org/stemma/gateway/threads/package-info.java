/** The threads of what a gateway does in the background. */
@NullMarked
package org.stemma.gateway.threads;

import org.jspecify.annotations.NullMarked;
