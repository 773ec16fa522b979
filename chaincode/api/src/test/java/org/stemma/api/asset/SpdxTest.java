package org.stemma.api.asset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stemma.api.MalformedException;

final class SpdxTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "MIT",
                "mit",
                "Apache-2.0",
                "GPL-2.0+",
                "GPL-2.0-or-later WITH Classpath-exception-2.0",
                "MIT OR Apache-2.0",
                "mit or apache-2.0",
                "LGPL-2.1-only OR MIT AND BSD-3-Clause",
                "(MIT OR (Apache-2.0 AND CC-BY-4.0)) AND LicenseRef-our.terms-1",
                "DocumentRef-spdx-tool-1.2:LicenseRef-MIT-Style-2",
                "Apache-2.0 WITH AdditionRef-notice",
                "( MIT )"
            })
    void an_expression_is_taken_as_it_is_written(String text) {
        assertEquals(text, Spdx.checked(text));
    }

    @ParameterizedTest
    @CsvSource({
        "NoSuch-1.0, NoSuch-1.0",
        "<script>, letters",
        "MIT OR, its end",
        "OR MIT, OR",
        "MIT Apache-2.0, Apache-2.0",
        "MIT Or Apache-2.0, Or",
        "(MIT, its end",
        "MIT), )",
        "(), )",
        "MIT WITH NoSuch-exception, NoSuch-exception",
        "(MIT) WITH Classpath-exception-2.0, WITH",
        "LicenseRef-, LicenseRef-",
        "DocumentRef-a:MIT, DocumentRef-a:MIT",
        "MIT;GPL-2.0, letters",
        "MIT++, MIT++"
    })
    void anything_else_is_refused_and_the_place_is_named(String text, String found) {
        MalformedException refused = assertThrows(MalformedException.class, () -> Spdx.checked(text));
        assertEquals(true, refused.reason().contains(found), refused.reason());
        assertEquals(text, refused.value().orElseThrow());
    }

    @Test
    void nothing_and_blanks_are_no_expression() {
        assertThrows(MalformedException.class, () -> Spdx.checked(""));
        assertThrows(MalformedException.class, () -> Spdx.checked("  "));
    }

    @Test
    void parentheses_as_deep_as_a_label_is_long_are_parsed() {
        String deep = "(".repeat(98) + "MIT" + ")".repeat(98);
        assertEquals(deep, Spdx.checked(deep));
    }
}
