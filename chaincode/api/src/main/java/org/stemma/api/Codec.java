package org.stemma.api;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import java.io.EOFException;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Canonical JSON, the only form in which anything is written: members sorted by UTF-16 code units and strings escaped as
 * in RFC 8785; objects, arrays, strings, booleans and integers within ±(2^53−1); no nulls. Reading is strict: unknown,
 * missing and duplicate members, depth and length are refused with {@link MalformedException}, which names the place.
 */
public final class Codec {
    /** The most characters of a document that will be read. */
    public static final int MAX_LENGTH = 1 << 20;

    /** The deepest nesting that will be read. */
    public static final int MAX_DEPTH = 16;

    private static final long MAX_INTEGER = (1L << 53) - 1;
    private static final Pattern INTEGER = Pattern.compile("0|-?[1-9][0-9]{0,15}");

    private Codec() {}

    /** The canonical JSON of a record, list or map of the published language. */
    public static String encode(Object value) {
        return write(Binder.toTree(value));
    }

    /** Reads canonical or other strict JSON into a record of the published language. */
    public static <T> T decode(String json, Class<T> type) {
        return type.cast(Binder.fromTree(read(json), type, Leaves.LEDGER));
    }

    /** Reads a tree that was parsed (and perhaps amended) before. */
    public static <T> T decode(Map<String, Object> tree, Class<T> type) {
        return type.cast(Binder.fromTree(tree, type, Leaves.LEDGER));
    }

    /**
     * Reads what people and programs send to a gateway, and what nobody has signed yet: times are taken as RFC 3339 allows
     * and text is brought into NFC, so that what is written from it is canonical.
     */
    public static <T> T decodeSent(Map<String, Object> tree, Class<T> type) {
        return type.cast(Binder.fromTree(tree, type, Leaves.PEOPLE));
    }

    /** Reads a value that stands alone in a path or a query: an id, a word of an enumeration, a time. */
    public static <T> T value(String text, Class<T> type) {
        return type.cast(Binder.fromTree(text, type, Leaves.PEOPLE));
    }

    /** A document's members as its text has them, in a map that is the caller's own. */
    @SuppressWarnings("unchecked") // As the binder makes them.
    static Map<String, Object> members(Document document) {
        return (Map<String, Object>) Binder.toTree(document);
    }

    /** Reads a JSON object's members; values are String, Long, Boolean, List and Map. */
    @SuppressWarnings("unchecked")
    public static Map<String, Object> members(String json) {
        if (read(json) instanceof Map<?, ?> map) {
            return (Map<String, Object>) map;
        }
        throw new MalformedException("a JSON object is expected");
    }

    /** The text of a scalar, as it stands in ids and keys. */
    public static String text(Scalar scalar) {
        return String.valueOf(Binder.toTree(scalar));
    }

    /** Reads strict JSON into String, Long, Boolean, List and sorted Map. */
    public static Object read(String json) {
        if (json.length() > MAX_LENGTH) {
            throw new MalformedException("at most " + MAX_LENGTH + " characters are accepted");
        }
        if (json.startsWith("\ufeff")) {
            // The reader would skip a byte order mark.
            throw new MalformedException("not strict JSON");
        }
        try (JsonReader reader = new JsonReader(new StringReader(json))) {
            reader.setStrictness(Strictness.STRICT);
            Object value = readValue(reader, 0);
            if (reader.peek() != JsonToken.END_DOCUMENT) {
                throw new MalformedException("one JSON value is expected, and nothing after it");
            }
            return value;
        } catch (MalformedJsonException | EOFException | IllegalStateException | NumberFormatException e) {
            throw new MalformedException("not strict JSON");
        } catch (IOException e) {
            throw new IllegalStateException("reading a string", e);
        }
    }

    private static Object readValue(JsonReader reader, int depth) throws IOException {
        if (depth > MAX_DEPTH) {
            throw new MalformedException("nested deeper than " + MAX_DEPTH);
        }
        JsonToken token = reader.peek();
        return switch (token) {
            case BEGIN_OBJECT -> readObject(reader, depth);
            case BEGIN_ARRAY -> readArray(reader, depth);
            case STRING -> wellFormed(reader.nextString());
            case BOOLEAN -> reader.nextBoolean();
            case NUMBER -> integer(reader.nextString());
            default -> throw new MalformedException("null is not accepted: leave the member out");
        };
    }

    private static Map<String, Object> readObject(JsonReader reader, int depth) throws IOException {
        Map<String, Object> members = new TreeMap<>();
        reader.beginObject();
        while (reader.hasNext()) {
            String name = wellFormed(reader.nextName());
            Object value;
            try {
                value = readValue(reader, depth + 1);
            } catch (MalformedException e) {
                throw e.inside(name);
            }
            if (members.put(name, value) != null) {
                throw new MalformedException("the member stands there twice").inside(name);
            }
        }
        reader.endObject();
        return members;
    }

    private static List<Object> readArray(JsonReader reader, int depth) throws IOException {
        List<Object> values = new ArrayList<>();
        reader.beginArray();
        while (reader.hasNext()) {
            try {
                values.add(readValue(reader, depth + 1));
            } catch (MalformedException e) {
                throw e.inside("[" + values.size() + "]");
            }
        }
        reader.endArray();
        return values;
    }

    private static Long integer(String digits) {
        if (!INTEGER.matcher(digits).matches() || !isNumber(Long.parseLong(digits))) {
            throw new MalformedException("an integer within 2^53-1 is expected; larger or broken numbers are strings");
        }
        return Long.valueOf(digits);
    }

    /** Refuses lone surrogates: they have no UTF-8 form, so no digest. */
    private static String wellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean pair = Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1));
            if (Character.isSurrogate(c) && !pair) {
                throw new MalformedException("a lone surrogate has no UTF-8 form");
            }
            i += pair ? 1 : 0;
        }
        return text;
    }

    /** Writes String, Long, Integer, Boolean, List and Map as canonical JSON. */
    public static String write(Object tree) {
        StringBuilder out = new StringBuilder();
        write(tree, out);
        return out.toString();
    }

    private static void write(Object tree, StringBuilder out) {
        if (tree instanceof Map<?, ?> map) {
            writeMembers(map, out);
        } else if (tree instanceof List<?> list) {
            out.append('[');
            for (int i = 0; i < list.size(); i++) {
                out.append(i == 0 ? "" : ",");
                write(Objects.requireNonNull(list.get(i)), out);
            }
            out.append(']');
        } else if (tree instanceof String text) {
            writeString(text, out);
        } else if (tree instanceof Long || tree instanceof Integer) {
            writeInteger(((Number) tree).longValue(), out);
        } else if (tree instanceof Boolean) {
            out.append(tree);
        } else {
            throw new IllegalArgumentException(tree.getClass() + " has no JSON form");
        }
    }

    private static void writeInteger(long number, StringBuilder out) {
        if (!isNumber(number)) {
            throw new IllegalArgumentException("integers beyond 2^53-1 are written as strings: " + number);
        }
        out.append(number);
    }

    /** Whether an integer stands in JSON as a number; beyond 2^53-1, which others' numbers can't hold, it is a string. */
    static boolean isNumber(long number) {
        return number >= -MAX_INTEGER && number <= MAX_INTEGER;
    }

    private static void writeMembers(Map<?, ?> map, StringBuilder out) {
        boolean isSorted = map instanceof SortedMap<?, ?> sorted && sorted.comparator() == null;
        out.append('{');
        String separator = "";
        for (Map.Entry<?, ?> member : (isSorted ? map : new TreeMap<>(map)).entrySet()) {
            out.append(separator);
            writeString((String) member.getKey(), out);
            out.append(':');
            write(Objects.requireNonNull(member.getValue()), out);
            separator = ",";
        }
        out.append('}');
    }

    private static void writeString(String text, StringBuilder out) {
        wellFormed(text);
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\b' -> out.append("\\b");
                case '\t' -> out.append("\\t");
                case '\n' -> out.append("\\n");
                case '\f' -> out.append("\\f");
                case '\r' -> out.append("\\r");
                default -> {
                    if (c < 0x20) {
                        out.append("\\u00")
                                .append(Character.forDigit(c >> 4, 16))
                                .append(Character.forDigit(c & 15, 16));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
