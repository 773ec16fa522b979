package org.stemma.contracts.story;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.stemma.api.Codec;
import org.stemma.api.Document;
import org.stemma.api.Refusal;
import org.stemma.api.RequestId;
import org.stemma.contracts.testing.TestIdentity;

/** A test of a room: a world of its own, and a short way to be refused. */
public abstract class RoomTest {
    protected final World world = new World();
    protected final Story story = world.story;

    protected RequestId request() {
        return story.request();
    }

    /** The command is refused for this reason, and for no other. */
    protected void refused(Refusal reason, TestIdentity by, String function, Document command) {
        assertEquals(Optional.of(reason.code()), world.network.refusal(by, function, Codec.encode(command)));
    }

    protected void accepted(TestIdentity by, String function, Document command) {
        assertEquals(Optional.empty(), world.network.refusal(by, function, Codec.encode(command)));
    }

    protected String submit(TestIdentity by, String function, Document command) {
        return world.network.submit(by, function, Codec.encode(command)).id();
    }
}
