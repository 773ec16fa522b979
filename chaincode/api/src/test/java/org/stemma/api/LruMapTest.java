package org.stemma.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class LruMapTest {
    @Test
    void one_more_makes_the_one_go_that_was_used_the_longest_ago() {
        Map<String, Integer> map = new LruMap<>(2);
        map.put("a", 1);
        map.put("b", 2);
        map.get("a");
        map.put("c", 3);
        assertEquals(List.of("a", "c"), List.copyOf(map.keySet()));
        map.put("a", 4);
        map.put("d", 5);
        assertEquals(Map.of("a", 4, "d", 5), Map.copyOf(map));
    }

    @Test
    void room_for_none_is_refused() {
        assertThrows(IllegalArgumentException.class, () -> new LruMap<String, String>(0));
    }
}
