package org.stemma.gateway.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What others wrote reaches the log so that it steers no terminal. */
@ExtendWith(OutputCaptureExtension.class)
class LogLinesTest extends RestCase {
    private static String line(CapturedOutput output, String marker) {
        return output.getOut()
                .lines()
                .filter(line -> line.contains(marker))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void control_characters_of_clients_are_shown_as_question_marks(CapturedOutput output) {
        LoggerFactory.getLogger(LogLinesTest.class)
                .warn("marker-1 \u001b[31m {} caf\u00e9 \ud83d\udcda", "\u202eabc\u0007\u009b\r\u2028");
        assertTrue(
                line(output, "marker-1").endsWith("marker-1 ?[31m ?abc???? caf\u00e9 \ud83d\udcda"),
                line(output, "marker-1"));
    }

    @Test
    void those_in_exceptions_too_and_the_stack_is_there_once(CapturedOutput output) {
        LoggerFactory.getLogger(LogLinesTest.class)
                .error("marker-2", new IllegalStateException("marker-3 \u001b]0;title\u0007"));
        assertTrue(line(output, "marker-3").endsWith("IllegalStateException: marker-3 ?]0;title?"));
        assertEquals(
                1,
                output.getOut()
                        .lines()
                        .filter(line -> line.contains("marker-3"))
                        .count());
        assertTrue(output.getOut().contains("\tat org.stemma.gateway.web.LogLinesTest"));
        assertFalse(line(output, "marker-2").contains("\u001b"));
    }
}
