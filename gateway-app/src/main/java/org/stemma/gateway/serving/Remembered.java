package org.stemma.gateway.serving;

import org.stemma.api.Digest;
import org.stemma.api.RequestId;

/**
 * What was answered to a request, and the digest of what had been asked.
 *
 * @param sealed the answer as a {@link SealedAnswer} keeps it
 */
record Remembered(RequestId request, Digest command, String sealed) {}
