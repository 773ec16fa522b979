package org.stemma.contracts.conformance;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;

/** What one transaction does, step by step, as JSON. {@link ProbeContract} executes it. */
public final class Script {
    private final JsonArray steps = new JsonArray();

    /** Returns the value, or {@code null} where the ledger answers with nothing. */
    public Script get(String key) {
        return step("get", key);
    }

    public Script put(String key, String value) {
        return step("put", key, "value", value);
    }

    public Script delete(String key) {
        return step("delete", key);
    }

    /** Writes a value of so many bytes. */
    public Script fill(String key, int bytes) {
        return step("fill", key, "bytes", Integer.toString(bytes));
    }

    /** Returns the keys and values of a whole range, as {@code key=value}. */
    public Script range(String from, String to) {
        return range(from, to, Integer.MAX_VALUE);
    }

    /** Returns the first so many results of a range, and stops. */
    public Script range(String from, String to, int take) {
        return step("range", from, "to", to, "take", Integer.toString(take));
    }

    /** Writes under a composite key. */
    public Script putComposite(String type, List<String> parts, String value) {
        steps.add(parts(step("putComposite", type, "value", value), parts));
        return this;
    }

    /** Returns what lies under a composite key of these first parts, as {@code last part=value}. */
    public Script composites(String type, List<String> parts) {
        steps.add(parts(step("composites", type), parts));
        return this;
    }

    /** Lets the owner and one of the two others govern a key. */
    public Script ownedBy(String key, String organisation) {
        return step("owned", key, "organisation", organisation);
    }

    /** Lets two thirds of the organisations govern a key. */
    public Script ownedByCouncil(String key) {
        return step("council", key);
    }

    /** Lets one organisation alone govern a key. */
    public Script ownedAlone(String key, String organisation) {
        return step("alone", key, "organisation", organisation);
    }

    /** Sets bytes that are no policy. */
    public Script garbagePolicy(String key) {
        return step("garbage", key);
    }

    /** Returns whether a key has a policy of its own. */
    public Script hasPolicy(String key) {
        return step("hasPolicy", key);
    }

    public Script event(String name, String payload) {
        return step("event", name, "value", payload);
    }

    public String json() {
        return steps.toString();
    }

    private static JsonObject parts(Script script, List<String> parts) {
        JsonObject step = script.steps.remove(script.steps.size() - 1).getAsJsonObject();
        JsonArray list = new JsonArray();
        parts.forEach(list::add);
        step.add("parts", list);
        return step;
    }

    private Script step(String operation, String key, String... more) {
        JsonObject step = new JsonObject();
        step.addProperty("do", operation);
        step.addProperty("key", key);
        for (int i = 0; i < more.length; i += 2) {
            step.addProperty(more[i], more[i + 1]);
        }
        steps.add(step);
        return this;
    }
}
