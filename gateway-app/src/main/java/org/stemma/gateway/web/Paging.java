package org.stemma.gateway.web;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.stemma.api.Digest;
import org.stemma.gateway.readmodel.Page;

/**
 * Which part of a list is asked for: {@code ?limit=} and {@code ?cursor=}. A cursor is good for the list that gave it: the
 * same path with the same filters.
 *
 * @param list the mark of the list, which its cursors begin with
 */
public record Paging(int limit, Optional<String> after, String list) {
    public static final int DEFAULT_LIMIT = 50;
    public static final int MAX_LIMIT = 100;

    private static final String LIMIT = "limit";
    private static final String CURSOR = "cursor";
    private static final int MAX_CURSOR = 1000;
    private static final int MARK_BYTES = 6;

    /** What says where to begin and how far to go, and not which list it is. */
    private static final Set<String> PLACES = Set.of(LIMIT, CURSOR, "after");

    static Paging of(HttpServletRequest request) {
        String list = mark(request);
        return new Paging(
                Optional.ofNullable(request.getParameter(LIMIT))
                        .map(Paging::limit)
                        .orElse(DEFAULT_LIMIT),
                Optional.ofNullable(request.getParameter(CURSOR)).map(cursor -> key(cursor, list)),
                list);
    }

    private static int limit(String text) {
        if (text.matches("[1-9][0-9]{0,2}") && Integer.parseInt(text) <= MAX_LIMIT) {
            return Integer.parseInt(text);
        }
        throw Malformed.at(LIMIT, text, "1 to " + MAX_LIMIT + " is expected");
    }

    private static String mark(HttpServletRequest request) {
        Map<String, String[]> filters = new TreeMap<>(request.getParameterMap());
        filters.keySet().removeAll(PLACES);
        String text = filters.entrySet().stream()
                .map(filter -> filter.getKey() + "=" + Arrays.toString(filter.getValue()))
                .collect(Collectors.joining("&", request.getRequestURI() + "?", ""));
        // Query strings may hold lone surrogates, which have no UTF-8 form; here any bytes do.
        byte[] hash = Digest.of(text.getBytes(StandardCharsets.UTF_8)).hash();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, MARK_BYTES));
    }

    private static String key(String cursor, String list) {
        if (cursor.length() > MAX_CURSOR || !cursor.matches("[A-Za-z0-9_-]+")) {
            throw Malformed.at(CURSOR, cursor, "a cursor that an earlier page gave as next is expected");
        }
        if (!cursor.startsWith(list)) {
            throw Malformed.at(
                    CURSOR,
                    cursor,
                    "a cursor that a page of this very list, of the same path and filters, gave as next is expected");
        }
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(cursor.substring(list.length()));
            String key = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            // PostgreSQL takes no NUL, and no key has one.
            if (!key.isEmpty() && key.indexOf('\0') < 0) {
                return key;
            }
        } catch (IllegalArgumentException | CharacterCodingException e) {
            // Said below.
        }
        throw Malformed.at(CURSOR, cursor, "a cursor that an earlier page gave as next is expected");
    }

    /** The page as it is answered. */
    public <T> Listing<T> listing(Page<T> page) {
        return new Listing<>(page.items(), page.next().map(this::cursor));
    }

    /** The cursor after a key of this list. */
    public String cursor(String key) {
        return list + Base64.getUrlEncoder().withoutPadding().encodeToString(key.getBytes(StandardCharsets.UTF_8));
    }

    /** A page as it is answered: its cursor hides the key. */
    public record Listing<T>(List<T> items, Optional<String> next) {}
}
