/**
 * Serving models and counting their use: artifacts and manifests, completions under grant keys, what a grant still allows,
 * and the organisation's meter with its log and its reports. Whether a use is allowed and what it costs is the ledger's
 * word; here stands only what the ledger can't know yet: usage that is running or not reported.
 */
@NullMarked
package org.stemma.gateway.serving;

import org.jspecify.annotations.NullMarked;
