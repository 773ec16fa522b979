package org.stemma.api;

import java.math.BigInteger;
import java.text.Normalizer;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Reads what a JSON tree ends in: text, numbers, times, money, words. */
final class Leaves {
    /** What is signed or stored: one spelling of each value. */
    static final Leaves LEDGER = new Leaves(false);

    /** What people and programs send to a gateway: times as RFC 3339 allows, text brought into NFC. */
    static final Leaves PEOPLE = new Leaves(true);

    private static final Map<Class<?>, SortedMap<String, Object>> WORDS = new ConcurrentHashMap<>();

    private final boolean fromPeople;

    private Leaves(boolean fromPeople) {
        this.fromPeople = fromPeople;
    }

    Object leaf(Object tree, Class<?> type) {
        if (type == String.class) {
            String text = expect(tree, String.class, "a string");
            return fromPeople ? Normalizer.normalize(text, Normalizer.Form.NFC) : text;
        } else if (type == boolean.class || type == Boolean.class) {
            return expect(tree, Boolean.class, "true or false");
        } else if (type == long.class || type == Long.class) {
            return tree instanceof String digits ? beyondNumbers(digits) : expect(tree, Long.class, "an integer");
        } else if (type == int.class || type == Integer.class) {
            long number = expect(tree, Long.class, "an integer");
            if (number != (int) number) {
                throw new MalformedException("an integer of 32 bits is expected");
            }
            return (int) number;
        } else if (type == Instant.class) {
            return instant(expect(tree, String.class, "a time"));
        } else if (type == BigInteger.class) {
            return bigInteger(expect(tree, String.class, "an integer as a string"));
        }
        throw new IllegalStateException(type + " has no JSON form");
    }

    private Instant instant(String text) {
        if (fromPeople) {
            return Rfc3339.parse(text);
        }
        try {
            Instant time = Instant.parse(text);
            if (time.toString().equals(text)) {
                return time;
            }
        } catch (DateTimeException e) {
            // Said below, as for a time that is written in another form.
        }
        throw MalformedException.of(text, "a time in UTC such as 2026-01-31T12:00:00Z is expected");
    }

    /** An integer that JSON numbers can't hold, as it is written; a smaller one is written as a number only. */
    private static Long beyondNumbers(String digits) {
        if (digits.matches("-?[1-9][0-9]{15,18}")) {
            BigInteger number = new BigInteger(digits);
            if (number.bitLength() < Long.SIZE && !Codec.isNumber(number.longValue())) {
                return number.longValue();
            }
        }
        throw MalformedException.of(digits, "an integer is expected, as a string if beyond 2^53-1");
    }

    private static BigInteger bigInteger(String text) {
        if (!text.matches("0|-?[1-9][0-9]{0,99}")) {
            throw MalformedException.of(text, "an integer as a string, of at most 100 digits, is expected");
        }
        return new BigInteger(text);
    }

    static Money money(Object tree) {
        Map<?, ?> members = expect(tree, Map.class, "an amount of money");
        if (members.size() == 2
                && members.get("currency") instanceof String currency
                && members.get("amount") instanceof String amount) {
            return Money.of(currency, amount);
        }
        throw new MalformedException("money such as {\"amount\":\"12.5\",\"currency\":\"XTS\"} is expected");
    }

    static Object constant(String word, Class<?> type) {
        SortedMap<String, Object> words = WORDS.computeIfAbsent(type, Leaves::words);
        Object constant = words.get(word);
        if (constant == null) {
            List<Object> all =
                    Stream.of(type.getEnumConstants()).map(Binder::toTree).toList();
            throw MalformedException.of(word, "one of " + all + " is expected");
        }
        return constant;
    }

    private static SortedMap<String, Object> words(Class<?> type) {
        SortedMap<String, Object> words = new TreeMap<>();
        for (Object constant : type.getEnumConstants()) {
            words.put((String) Binder.toTree(constant), constant);
        }
        return words;
    }

    static <T> T expect(Object tree, Class<T> type, String expected) {
        if (type.isInstance(tree)) {
            return type.cast(tree);
        }
        throw new MalformedException(expected + " is expected");
    }
}
