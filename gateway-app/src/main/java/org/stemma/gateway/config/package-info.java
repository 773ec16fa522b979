/** Settings of a gateway, checked when it starts. */
@NullMarked
package org.stemma.gateway.config;

import org.jspecify.annotations.NullMarked;
