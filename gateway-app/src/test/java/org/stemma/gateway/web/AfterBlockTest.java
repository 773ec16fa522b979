package org.stemma.gateway.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.stemma.api.OrgId;
import org.stemma.api.Refused;
import org.stemma.gateway.GatewayRefusal;
import org.stemma.gateway.ledger.Caller;
import org.stemma.gateway.readmodel.ReadModel;
import org.stemma.gateway.security.TestSecret;

/** Who waits for a block, and who is told at once that it is not here. */
class AfterBlockTest {
    private final ReadModel readModel = mock(ReadModel.class);
    private final AfterBlock afterBlock = new AfterBlock(readModel, () -> 12);

    @BeforeEach
    void stand() {
        when(readModel.height()).thenReturn(10L);
        when(readModel.promised()).thenReturn(-1L);
    }

    private static MockHttpServletRequest request(boolean withKey, String block) {
        MockHttpServletRequest request = new MockHttpServletRequest();
        request.addHeader(AfterBlock.HEADER, block);
        if (withKey) {
            TestSecret.asked(request, new Caller(new OrgId("LabMSP"), "owner", Set.of()));
        }
        return request;
    }

    private boolean passes(MockHttpServletRequest request) {
        return afterBlock.preHandle(request, new MockHttpServletResponse(), new Object());
    }

    private void refused(MockHttpServletRequest request) {
        assertEquals(
                GatewayRefusal.BEHIND,
                assertThrows(Refused.class, () -> passes(request)).refusal());
    }

    @Test
    void nobody_waits_without_a_key() {
        refused(request(false, "11"));
        refused(request(false, "999999999999999"));
        verify(readModel, never()).awaitBlock(anyLong(), any());
        assertTrue(passes(request(false, "9")));
    }

    @Test
    void what_the_own_peer_does_not_have_is_refused_at_once() {
        refused(request(true, "999999999999999"));
        refused(request(true, String.valueOf(12 + AfterBlock.AHEAD)));
        verify(readModel, never()).awaitBlock(anyLong(), any());
        when(readModel.awaitBlock(anyLong(), any())).thenReturn(true);
        assertTrue(passes(request(true, String.valueOf(11 + AfterBlock.AHEAD))));
    }

    @Test
    void only_so_many_wait_at_a_time() throws Exception {
        CountDownLatch block = new CountDownLatch(1);
        Semaphore waiting = new Semaphore(0);
        when(readModel.awaitBlock(anyLong(), any())).thenAnswer(call -> {
            waiting.release();
            return block.await(30, TimeUnit.SECONDS);
        });
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            List<Future<Boolean>> held = new ArrayList<>();
            for (int i = 0; i < AfterBlock.NAMING; i++) {
                held.add(threads.submit(() -> passes(request(true, "11"))));
            }
            assertTrue(waiting.tryAcquire(AfterBlock.NAMING, 30, TimeUnit.SECONDS));
            refused(request(true, "11"));
            block.countDown();
            for (Future<Boolean> one : held) {
                assertTrue(one.get(30, TimeUnit.SECONDS));
            }
            assertTrue(passes(request(true, "11")));
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void what_was_promised_here_is_waited_for() {
        when(readModel.promised()).thenReturn(10L);
        when(readModel.awaitBlock(anyLong(), any())).thenReturn(true);
        assertTrue(passes(request(false, "9")));
        verify(readModel).awaitBlock(org.mockito.ArgumentMatchers.eq(10L), any());
    }
}
