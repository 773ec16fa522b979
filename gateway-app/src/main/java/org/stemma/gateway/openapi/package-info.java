/** The OpenAPI description, made from the handlers and the records of the published language. */
@NullMarked
package org.stemma.gateway.openapi;

import org.jspecify.annotations.NullMarked;
