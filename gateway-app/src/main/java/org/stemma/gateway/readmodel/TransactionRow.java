package org.stemma.gateway.readmodel;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A transaction as it stands in its block.
 *
 * @param code Fabric's validation code, such as {@code VALID}
 * @param subject the common name of the caller's certificate
 * @param answer what it answered, if it is valid and a command of ours
 * @param endorsers MSP ids
 * @param command the function's one argument, if it is JSON
 * @param at the timestamp that the client gave and the endorsers accepted
 * @param epoch absent unless the transaction is valid
 */
public record TransactionRow(
        String id,
        long block,
        int index,
        String code,
        String function,
        Optional<String> command,
        Optional<String> request,
        Optional<String> answer,
        String mspId,
        String subject,
        List<String> endorsers,
        Instant at,
        Optional<Long> epoch,
        Optional<Long> period) {
    public boolean valid() {
        return code.equals("VALID");
    }

    /** Whether it told of something that it did; asking for the same once more does nothing, and is valid, too. */
    public boolean changed() {
        return valid() && epoch.isPresent();
    }
}
