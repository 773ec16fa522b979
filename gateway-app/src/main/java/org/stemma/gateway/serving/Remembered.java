package org.stemma.gateway.serving;

import org.stemma.api.Digest;
import org.stemma.api.RequestId;

/** What was answered to a request, and the digest of what had been asked. */
record Remembered(RequestId request, Digest command, String answer) {}
