package org.stemma.gateway.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.springframework.http.MediaType;
import org.springframework.http.converter.StringHttpMessageConverter;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.http.server.ServletServerHttpResponse;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.web.method.HandlerMethod;
import org.stemma.api.Command;
import org.stemma.api.Refused;
import org.stemma.gateway.GatewayRefusal;

class AdmissionTest {
    private final MockHttpServletResponse response = new MockHttpServletResponse();
    private final Admission admission = new Admission(1, new SimpleMeterRegistry());

    /** A handler that writes. */
    static final class Door {
        @Writes(function = "room:write", command = Command.class)
        void write() {
            // Only its annotation matters.
        }
    }

    private MockHttpServletRequest admitted(HandlerMethod handler) {
        MockHttpServletRequest request = new MockHttpServletRequest();
        assertTrue(admission.preHandle(request, response, handler));
        Admission.enter(request);
        return request;
    }

    @Test
    void who_sends_a_body_slowly_holds_no_place() throws Exception {
        HandlerMethod handler = new HandlerMethod(new Door(), Door.class.getDeclaredMethod("write"));
        for (int i = 0; i < 80; i++) {
            assertTrue(admission.preHandle(new MockHttpServletRequest(), response, handler));
        }
        admitted(handler);
    }

    @Test
    void a_place_is_freed_once_and_before_the_answer() throws Exception {
        HandlerMethod handler = new HandlerMethod(new Door(), Door.class.getDeclaredMethod("write"));
        MockHttpServletRequest first = admitted(handler);
        assertEquals(
                GatewayRefusal.BUSY,
                assertThrows(Refused.class, () -> admitted(handler)).refusal());
        new PlaceBeforeAnswer()
                .beforeBodyWrite(
                        "the answer",
                        handler.getReturnType(),
                        MediaType.APPLICATION_JSON,
                        StringHttpMessageConverter.class,
                        new ServletServerHttpRequest(first),
                        new ServletServerHttpResponse(response));
        MockHttpServletRequest second = admitted(handler);
        admission.afterCompletion(first, response, handler, null);
        assertThrows(Refused.class, () -> admitted(handler));
        admission.afterCompletion(second, response, handler, null);
        admitted(handler);
    }
}
