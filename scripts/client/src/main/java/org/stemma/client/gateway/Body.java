package org.stemma.client.gateway;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The body of a write, member by member; what is absent is left out, as the codec knows no null. */
public final class Body {
    private final Map<String, Object> members = new TreeMap<>();

    public Body with(String name, @Nullable Object value) {
        if (value != null) {
            members.put(name, value);
        }
        return this;
    }

    public Map<String, Object> members() {
        return Collections.unmodifiableMap(members);
    }
}
