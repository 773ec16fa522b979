/** What tests of the gateway share: a peer that is none, and identities made for one run. */
@NullMarked
package org.stemma.gateway.support;

import org.jspecify.annotations.NullMarked;
