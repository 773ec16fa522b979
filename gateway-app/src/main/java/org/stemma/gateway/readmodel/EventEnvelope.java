package org.stemma.gateway.readmodel;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.stemma.api.Codec;
import org.stemma.api.MalformedException;
import org.stemma.api.account.Posting;

/**
 * The envelope of a transaction as the books take it. Events are kept as they are written, so that one that a newer
 * chaincode tells doesn't stop an older gateway; money is read strictly.
 */
record EventEnvelope(long epoch, long period, List<Event> events, List<Posting> postings) {
    record Event(String type, String json) {}

    /** An envelope of which the events and postings are not looked at yet. */
    record Opened(Map<String, Object> members) {
        long epoch() {
            return number(members, "epoch");
        }

        long period() {
            return number(members, "period");
        }

        EventEnvelope whole() {
            return read(members);
        }
    }

    static Opened open(String json) {
        return new Opened(Codec.members(json));
    }

    private static EventEnvelope read(Map<String, Object> members) {
        List<Event> events = list(members, "events").stream()
                .map(event -> new Event(String.valueOf(((Map<?, ?>) event).get("type")), Codec.write(event)))
                .toList();
        List<Posting> postings = list(members, "postings").stream()
                .map(posting -> Codec.decode(Codec.write(posting), Posting.class))
                .toList();
        return new EventEnvelope(number(members, "epoch"), number(members, "period"), events, postings);
    }

    private static List<?> list(Map<String, Object> members, String name) {
        if (members.get(name) instanceof List<?> list) {
            return list;
        }
        throw new MalformedException("the envelope has no list of " + name);
    }

    private static long number(Map<String, Object> members, String name) {
        return (Long) Objects.requireNonNull(members.get(name), name);
    }
}
