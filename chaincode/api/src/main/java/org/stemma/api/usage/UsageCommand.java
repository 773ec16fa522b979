package org.stemma.api.usage;

import java.util.List;
import org.stemma.api.Codec;
import org.stemma.api.Command;
import org.stemma.api.MeterId;
import org.stemma.api.RequestId;

/** What can be asked of the usage room. */
public sealed interface UsageCommand extends Command {
    /**
     * Reports usage: priced on the ledger under each grant, paid from its lane. Role: meter, of the meter's organisation.
     *
     * @param request {@link #requestId}: the meter's own numbering is the memory of what was reported
     * @param sequence the meter's own number of the report; each is accepted once
     * @param signature Ed25519 over {@link #statement}, by the meter's key, base64
     */
    record Report(RequestId request, MeterId meter, long sequence, List<UsageLine> lines, String signature)
            implements UsageCommand {
        /** The one request id of a meter's report: {@code METER.SEQUENCE}. */
        public static RequestId requestId(MeterId meter, long sequence) {
            return new RequestId(meter + "." + sequence);
        }

        /** What the meter signs: the canonical JSON of the report without request id and signature. */
        public static String statement(MeterId meter, long sequence, List<UsageLine> lines) {
            return Codec.encode(
                    new java.util.TreeMap<>(java.util.Map.of("lines", lines, "meter", meter, "sequence", sequence)));
        }
    }
}
