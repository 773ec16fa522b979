package org.stemma.api.kernel;

import java.util.List;
import org.stemma.api.Command;
import org.stemma.api.OrgId;
import org.stemma.api.RequestId;

/** What can be asked of the kernel. */
public sealed interface KernelCommand extends Command {
    /** Begins the ledger: once, under the genesis parameters of a profile. */
    record Genesis(RequestId request, String profile, List<Founder> organisations) implements KernelCommand {}

    /** Closes the ended epochs up to and including {@code through}, at most 200 at once. */
    record CloseEpochs(RequestId request, long through) implements KernelCommand {}

    /** A founding organisation and its name for people. */
    record Founder(OrgId id, String name) {}
}
