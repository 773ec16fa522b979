package org.stemma.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class Rfc3339Test {
    /** What a gateway may be sent. */
    record Asked(String name, Optional<Instant> until) {}

    @ParameterizedTest
    @CsvSource({
        "2030-01-01T00:00:00Z, 2030-01-01T00:00:00Z",
        "2030-01-01T00:00:00.000Z, 2030-01-01T00:00:00Z",
        "2030-01-01T00:00:00+00:00, 2030-01-01T00:00:00Z",
        "2030-01-01T00:00:00-00:00, 2030-01-01T00:00:00Z",
        "2030-01-01t02:00:00.25+01:30, 2030-01-01T00:30:00.250Z",
        "2030-01-01 00:00:00z, 2030-01-01T00:00:00Z",
        "0000-01-01T00:00:00Z, 0000-01-01T00:00:00Z",
        "9999-12-31T23:59:59.999999999Z, 9999-12-31T23:59:59.999999999Z"
    })
    void every_spelling_of_rfc_3339_is_the_time_that_it_means(String text, Instant time) {
        assertEquals(time, Rfc3339.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2030-01-01",
                "2030-01-01T00:00Z",
                "2030-01-01T00:00:00",
                "2030-13-01T00:00:00Z",
                "2030-02-30T00:00:00Z",
                "2030-01-01T24:00:00Z",
                "2030-01-01T00:00:60Z",
                "2030-01-01T00:00:00.Z",
                "2030-01-01T00:00:00.1234567890Z",
                "2030-01-01T00:00:00+0100",
                "2030-01-01T00:00:00+19:00",
                "+999999999-12-31T23:59:59Z",
                "-0001-01-01T00:00:00Z",
                "9999-12-31T23:59:59-01:00",
                "0000-01-01T00:00:00+01:00"
            })
    void anything_else_is_refused_with_the_bound_and_what_was_sent(String text) {
        MalformedException refused = assertThrows(MalformedException.class, () -> Rfc3339.parse(text));
        assertEquals(text, refused.value().orElseThrow());
    }

    @Test
    void a_gateway_takes_what_people_write_and_the_ledger_one_spelling() {
        Map<String, Object> tree = Map.of("name", "Bu\u0308cher", "until", "2030-01-01T01:00:00.000+01:00");
        Asked asked = Codec.decodeSent(tree, Asked.class);
        assertEquals("{\"name\":\"B\u00fccher\",\"until\":\"2030-01-01T00:00:00Z\"}", Codec.encode(asked));
        MalformedException refused = assertThrows(MalformedException.class, () -> Codec.decode(tree, Asked.class));
        assertEquals("until", refused.path());
        assertEquals("2030-01-01T01:00:00.000+01:00", refused.value().orElseThrow());
    }
}
