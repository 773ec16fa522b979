package org.stemma.gateway.events;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.stemma.api.MalformedException;

class PositionTest {
    @Test
    void a_position_is_read_as_it_is_written() {
        for (String text : List.of("earliest", "0", "12", "12-0-0", "12-3-14", "999999999999-999999999-999999999")) {
            assertEquals(text, Position.of(text).toString());
        }
    }

    @Test
    void what_is_no_position_is_refused() {
        for (String text :
                List.of("", "-1", "1-2", "1-2-3-4", "1-2-x", "latest", "1 ", "1234567890123", "1-2-1234567890")) {
            assertThrows(MalformedException.class, () -> Position.of(text), text);
        }
    }

    @Test
    void positions_stand_in_the_ledgers_order() {
        List<String> order =
                List.of("earliest", "0-0-0", "0", "2-0-0", "2-0-1", "2-1-0", "2-10-0", "2", "10-0-0", "10");
        for (int i = 1; i < order.size(); i++) {
            assertTrue(Position.of(order.get(i - 1)).isBefore(Position.of(order.get(i))), order.get(i));
        }
    }

    @Test
    void after_all_of_a_block_comes_the_next_one() {
        assertEquals(3, Position.of("2").nextBlock());
        assertEquals(2, Position.of("2-7-7").nextBlock());
        assertEquals(0, Position.EARLIEST.nextBlock());
    }
}
