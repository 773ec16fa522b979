package org.stemma.api.batch;

import java.util.List;
import java.util.Map;
import org.stemma.api.Codec;
import org.stemma.api.Command;
import org.stemma.api.Document;
import org.stemma.api.Functions;

/**
 * Many commands of one signer for one transaction, each with its own request id. They are carried out in their order; each
 * sees what those before it wrote, and one that is refused leaves nothing and hurts none of the others.
 */
public record Batch(List<Entry> commands) implements Document {
    /** The function whose one argument is a batch. */
    public static final String FUNCTION = "batch:run";

    /** The most commands of a batch: busy peers endorsed as many in at most 0.9 s, a third of their patience. */
    public static final int MAX_COMMANDS = 100;

    /** The most bytes of a batch's JSON, so that it stays a document that can be read. */
    public static final int MAX_BYTES = 900_000;

    /** Rooms and functions that fill a transaction: they go through ranges, or change what all others stand on. */
    private static final List<String> ALONE = List.of("kernel:", "governance:", "royalty:settle");

    public Batch {
        commands = List.copyOf(commands);
    }

    /** Whether commands of a function may stand in a batch. */
    public static boolean mayHold(String function) {
        return ALONE.stream().noneMatch(function::startsWith);
    }

    /**
     * A command as it stands in a batch.
     *
     * @param function such as {@code license:buyGrant}
     * @param command the command's JSON; whether it is of its form is found out when its turn comes
     */
    public record Entry(String function, Map<String, Object> command) {
        public static Entry of(Command command) {
            return new Entry(Functions.of(command.getClass()), Codec.members(Codec.encode(command)));
        }

        /** The command's own canonical JSON, as it would be sent alone. */
        public String json() {
            return Codec.write(command);
        }
    }
}
