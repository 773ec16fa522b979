/** Who asks: API keys of this gateway's identities, grant keys, and what each may reach. */
@NullMarked
package org.stemma.gateway.security;

import org.jspecify.annotations.NullMarked;
