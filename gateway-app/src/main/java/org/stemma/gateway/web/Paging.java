package org.stemma.gateway.web;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.stemma.gateway.readmodel.Page;

/** Which part of a list is asked for: {@code ?limit=} and {@code ?cursor=}. */
public record Paging(int limit, Optional<String> after) {
    public static final int DEFAULT_LIMIT = 50;
    public static final int MAX_LIMIT = 100;
    private static final int MAX_CURSOR = 1000;

    static Paging of(Optional<String> limit, Optional<String> cursor) {
        return new Paging(limit.map(Paging::limit).orElse(DEFAULT_LIMIT), cursor.map(Paging::key));
    }

    private static int limit(String text) {
        if (text.matches("[1-9][0-9]{0,2}") && Integer.parseInt(text) <= MAX_LIMIT) {
            return Integer.parseInt(text);
        }
        throw Malformed.at("limit", "1 to " + MAX_LIMIT + " is expected");
    }

    private static String key(String cursor) {
        if (cursor.length() > MAX_CURSOR || !cursor.matches("[A-Za-z0-9_-]+")) {
            throw Malformed.at("cursor", "a cursor that an earlier page gave as next is expected");
        }
        try {
            return new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw Malformed.at("cursor", "a cursor that an earlier page gave as next is expected");
        }
    }

    /** A page as it is answered: its cursor hides the key. */
    public record Listing<T>(List<T> items, Optional<String> next) {
        public static <T> Listing<T> of(Page<T> page) {
            return new Listing<>(page.items(), page.next().map(key -> Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(key.getBytes(StandardCharsets.UTF_8))));
        }
    }
}
