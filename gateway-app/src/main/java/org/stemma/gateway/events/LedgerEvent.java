package org.stemma.gateway.events;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.stemma.api.Codec;
import org.stemma.gateway.readmodel.EventRow;

/** An event that happened, its forms on the wire, and whom it concerns. Made once for all who are told. */
public final class LedgerEvent {
    private final Position position;
    private final EventRow row;
    private final Concern concern;
    private final String json;
    private final byte[] frame;

    LedgerEvent(EventRow row, Concern concern) {
        this.position = new Position(row.block(), row.index(), row.n());
        this.row = row;
        this.concern = concern;
        this.json = Codec.encode(view());
        // Canonical JSON holds no line ends, so the data is one line.
        this.frame = ("id: " + position + "\nevent: " + row.type() + "\ndata: " + json + "\n\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    public Position position() {
        return position;
    }

    public String type() {
        return row.type();
    }

    public Instant at() {
        return row.at();
    }

    /** The event as canonical JSON, the same in every way of telling it. */
    public String json() {
        return json;
    }

    EventView view() {
        return new EventView(
                position.toString(),
                row.type(),
                row.block(),
                row.transaction(),
                row.at(),
                row.function(),
                Codec.members(row.document()));
    }

    Concern concern() {
        return concern;
    }

    /** As an event of a stream. */
    byte[] frame() {
        return frame;
    }
}
