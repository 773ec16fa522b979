package org.stemma.gateway.web;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.stemma.api.Codec;
import org.stemma.api.Command;
import org.stemma.api.Document;
import org.stemma.api.RequestId;
import org.stemma.gateway.ledger.Caller;

/** A request to write: who asks, under which request id, and the members of the body and the path. */
public final class Write {
    private static final String REQUEST = "request";
    private static final String VERSION = "v";

    /** What the gateway adds to every command, and so nobody sends. */
    private static final Set<String> RESERVED = Set.of(REQUEST, VERSION, "folds");

    private final Caller caller;
    private final RequestId request;
    private final SortedMap<String, Object> members;
    private final String location;
    private final Preference preference;

    private Write(
            Caller caller,
            RequestId request,
            SortedMap<String, Object> members,
            String location,
            Preference preference) {
        this.caller = caller;
        this.request = request;
        this.members = Collections.unmodifiableSortedMap(members);
        this.location = location;
        this.preference = preference;
    }

    /**
     * Joins the body's members and the path's.
     *
     * @throws org.stemma.api.Refused if the body holds what comes from elsewhere
     */
    static Write of(
            Caller caller,
            RequestId request,
            Map<String, Object> body,
            Map<String, String> path,
            Set<String> added,
            String location,
            Preference preference) {
        SortedMap<String, Object> members = new TreeMap<>(body);
        for (String name : body.keySet()) {
            if (RESERVED.contains(name) || path.containsKey(name) || added.contains(name)) {
                throw Malformed.at(name, "unknown field");
            }
        }
        members.putAll(path);
        return new Write(caller, request, members, location, preference);
    }

    public Caller caller() {
        return caller;
    }

    public RequestId request() {
        return request;
    }

    public boolean has(String member) {
        return members.containsKey(member);
    }

    /**
     * A member that is an object, whose form only the handler knows.
     *
     * @throws org.stemma.api.Refused if there is none
     */
    public SortedMap<String, Object> object(String member) {
        if (!(members.get(member) instanceof Map<?, ?> found)) {
            throw Malformed.at(member, "an object is expected");
        }
        SortedMap<String, Object> tree = new TreeMap<>();
        found.forEach((name, value) -> tree.put(String.valueOf(name), value));
        return tree;
    }

    /** The same, without a member that was read by itself. */
    public Write without(String member) {
        SortedMap<String, Object> fewer = new TreeMap<>(members);
        fewer.remove(member);
        return new Write(caller, request, fewer, location, preference);
    }

    /** Whether neither body nor path gave anything. */
    public boolean isEmpty() {
        return members.isEmpty();
    }

    /** The same, with a member that the gateway adds, as a tree of the codec. */
    public Write with(String member, Object tree) {
        SortedMap<String, Object> more = new TreeMap<>(members);
        more.put(member, tree);
        return new Write(caller, request, more, location, preference);
    }

    /** Reads the command strictly. */
    public <C extends Command> C command(Class<C> type) {
        SortedMap<String, Object> tree = new TreeMap<>(members);
        tree.put(REQUEST, request.value());
        tree.put(VERSION, (long) Document.VERSION);
        return Codec.decodeSent(tree, type);
    }

    Preference preference() {
        return preference;
    }

    String location() {
        return location;
    }
}
