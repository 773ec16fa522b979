package org.stemma.client;

import org.stemma.client.gateway.Body;
import picocli.CommandLine.Command;

/** The books that a gateway keeps from blocks. Each method is a verb. */
@Command(
        name = "read-model",
        description = "the books that a gateway keeps from blocks",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "VERB")
final class ReadModelCommands {
    private final Session session;

    ReadModelCommands(Session session) {
        this.session = session;
    }

    @Command(description = "shows how far they are, and how far a rebuild is")
    int show() {
        return session.showObject("/v1/read-model");
    }

    @Command(description = "has them built anew from the ledger's first block; they answer meanwhile (role admin)")
    int rebuild() {
        return session.write("/v1/read-model/rebuild", new Body().members());
    }
}
