package org.stemma.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.text.Normalizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LabelsTest {
    private static MalformedException refused(String text) {
        return assertThrows(MalformedException.class, () -> Text.label("name", text), text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "A \u20ac",
                "B\u00fccher \u00e9",
                "\u0391\u03c1\u03c7\u03b5\u03af\u03bf",
                "\u6587\u5e93 42",
                "\u05e1\u05e4\u05e8\u05d9\u05d4",
                "\u0e2b\u0e49\u0e2d\u0e07\u0e2a\u0e21\u0e38\u0e14",
                "\ud83d\udcda Library",
                "\ud83e\udee0"
            })
    void names_of_any_script_are_taken_as_they_are(String name) {
        assertEquals(name, Text.label("name", name));
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "\u00a0", "\u3000\u2003", "\u2800"})
    void a_name_has_something_to_see(String name) {
        assertEquals("at least one visible character is expected", refused(name).reason());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u202eabc",
                "Archive\u200b",
                "a\u2066b",
                "a\u061cb",
                "a\u00adb",
                "a\ufeff",
                "a\u3164",
                "a\u200db",
                "a\u001b[31m",
                "a\tb",
                "a\u0085b",
                "a\u2028b",
                "a\ufff9b",
                "a\ue000",
                "a\ufdd0",
                "a\u0378",
                "a\udb40\udc41"
            })
    void what_is_not_seen_or_turns_what_is_seen_is_refused(String name) {
        MalformedException refused = refused(name);
        assertTrue(refused.reason().startsWith("text without U+"), refused.reason());
        assertEquals("name", refused.path());
        assertEquals(name, refused.value().orElseThrow());
    }

    @Test
    void a_name_that_is_not_in_nfc_is_refused_by_that_reason() {
        String decomposed = Normalizer.normalize("B\u00fccher", Normalizer.Form.NFD);
        assertEquals(
                "text in Unicode's form NFC is expected", refused(decomposed).reason());
        assertEquals("text in Unicode's form NFC is expected", refused("\u212b").reason());
    }

    @Test
    void a_name_has_1_to_200_characters_and_the_refusal_tells_the_first_of_it() {
        assertEquals("x".repeat(200), Text.label("name", "x".repeat(200)));
        assertEquals("1 to 200 characters are expected", refused("").reason());
        MalformedException refused = refused("x".repeat(201));
        assertEquals("1 to 200 characters are expected", refused.reason());
        assertEquals("x".repeat(100), refused.value().orElseThrow());
        assertEquals(
                "x".repeat(99),
                refused("x".repeat(99) + "\ud83d\udcda".repeat(60)).value().orElseThrow());
    }

    @Test
    void marks_that_newer_javas_would_move_are_refused_by_every_java() {
        // Unicode 15's Nag Mundari signs have a combining class; Java 17 does not know them.
        assertTrue(refused("a\ud839\udcec").reason().startsWith("text without U+1E4EC"));
        // Unicode 16's Tulu-Tigalari EE is composed of two others.
        assertTrue(refused("\ud804\udf83").reason().startsWith("text without U+11383"));
    }

    @Test
    void each_code_point_that_is_taken_is_one_that_this_java_leaves_alone_or_knows() {
        int taken = 0;
        for (int point = 0; point <= Character.MAX_CODE_POINT; point++) {
            if (Labels.accepts(point)) {
                taken++;
                String text = Character.toString(point);
                assertTrue(
                        Character.isDefined(point) || Normalizer.isNormalized(text, Normalizer.Form.NFD),
                        Integer.toHexString(point));
            }
        }
        assertEquals(154_490, taken);
    }
}
