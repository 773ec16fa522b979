package org.stemma.gateway.offline;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.stemma.api.Digest;

/**
 * A proposal to check and to sign.
 *
 * @param transaction the id of the transaction that it is to become
 * @param proposal a serialized {@code protos.Proposal}, in base64
 * @param digest of these bytes: what the signature is over, for whoever computes it anew
 * @param endorsers organisations that will be asked, as it looks now
 * @param endorseBefore later, endorsers find its timestamp too old; absent before genesis
 * @param submitBefore from then on its epoch may be closed, and it can't become valid
 */
record PreparedProposal(
        String transaction,
        String proposal,
        Digest digest,
        List<String> endorsers,
        Optional<Instant> endorseBefore,
        Optional<Instant> submitBefore) {}
