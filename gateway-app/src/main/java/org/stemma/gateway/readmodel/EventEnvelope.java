package org.stemma.gateway.readmodel;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.stemma.api.Codec;
import org.stemma.api.MalformedException;
import org.stemma.api.account.Posting;

/**
 * The envelope of a transaction as the books take it. Events are kept as they are written, so that one that a newer
 * chaincode tells doesn't stop an older gateway; money is read strictly.
 */
record EventEnvelope(long epoch, long period, List<Event> events, List<Posting> postings) {
    /** @param command of a batch, the place of the one that caused it */
    record Event(String type, String json, Optional<Integer> command) {}

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
        List<Event> events = new ArrayList<>();
        Iterator<Integer> causes = causes(members).iterator();
        for (Object event : list(members, "events")) {
            events.add(new Event(
                    String.valueOf(((Map<?, ?>) event).get("type")),
                    Codec.write(event),
                    causes.hasNext() ? Optional.of(causes.next()) : Optional.empty()));
        }
        List<Posting> postings = list(members, "postings").stream()
                .map(posting -> Codec.decode(Codec.write(posting), Posting.class))
                .toList();
        return new EventEnvelope(number(members, "epoch"), number(members, "period"), events, postings);
    }

    /** Of a batch, the command that caused each event. */
    private static List<Integer> causes(Map<String, Object> members) {
        List<Integer> causes = new ArrayList<>();
        if (members.containsKey("parts")) {
            for (Object part : list(members, "parts")) {
                Map<?, ?> one = (Map<?, ?>) part;
                long events = (Long) Objects.requireNonNull(one.get("events"));
                int command = Math.toIntExact((Long) Objects.requireNonNull(one.get("command")));
                causes.addAll(Collections.nCopies(Math.toIntExact(events), command));
            }
        }
        return causes;
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
