package org.stemma.gateway.books;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;

class RecountsTest {
    private static final long SECOND = 1_000_000_000L;

    private final AtomicLong now = new AtomicLong(SECOND);
    private final AtomicLong height = new AtomicLong(1);
    private final AtomicLong takes = new AtomicLong();
    private final AtomicInteger counted = new AtomicInteger();
    private final PostingBooks books = Mockito.mock(PostingBooks.class);
    private final Recounts recounts = new Recounts(books, now::get);

    RecountsTest() {
        Mockito.when(books.height()).thenAnswer(call -> height.get());
        Mockito.when(books.recount()).thenAnswer(call -> {
            counted.incrementAndGet();
            now.addAndGet(takes.get());
            return new Invariant(height.get(), List.of(), Optional.of(List.of()));
        });
    }

    @Test
    void one_height_is_counted_once() {
        Invariant first = recounts.present();
        assertSame(first, recounts.present());
        height.set(2);
        assertEquals(2, recounts.present().height());
        assertEquals(2, counted.get());
    }

    @Test
    void a_long_count_is_not_repeated_before_nine_times_as_long_has_passed() {
        takes.set(2 * SECOND);
        recounts.present();
        height.set(2);
        now.addAndGet(17 * SECOND);
        assertEquals(1, recounts.present().height());
        now.addAndGet(2 * SECOND);
        assertEquals(2, recounts.present().height());
    }

    @Test
    void many_who_ask_at_once_are_served_by_one_count() throws Exception {
        List<CompletableFuture<Invariant>> asked = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            asked.add(CompletableFuture.supplyAsync(recounts::present));
        }
        for (CompletableFuture<Invariant> one : asked) {
            assertEquals(1, one.get(1, TimeUnit.MINUTES).height());
        }
        assertTrue(counted.get() == 1, "counted " + counted.get() + " times");
    }
}
