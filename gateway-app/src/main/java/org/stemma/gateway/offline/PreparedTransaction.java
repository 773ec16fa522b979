package org.stemma.gateway.offline;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.stemma.api.Digest;
import org.stemma.api.Outcome;

/**
 * An endorsed transaction to check and to sign.
 *
 * @param payload a serialized {@code common.Payload}, in base64
 * @param digest of these bytes: what the signature is over, for whoever computes it anew
 * @param endorsers organisations that endorsed it
 * @param answer what it answers once it is valid
 * @param submitBefore from then on its epoch may be closed, and it can't become valid; absent before genesis
 */
record PreparedTransaction(
        String transaction,
        String payload,
        Digest digest,
        List<String> endorsers,
        Outcome answer,
        Optional<Instant> submitBefore) {}
