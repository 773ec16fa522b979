package org.stemma.gateway.web;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import jakarta.servlet.ServletInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.DelegatingServletInputStream;
import org.springframework.mock.web.MockHttpServletRequest;
import org.stemma.api.Refused;
import org.stemma.gateway.GatewayRefusal;

class BodiesTest {
    @Test
    void a_body_that_does_not_come_to_its_end_is_refused() {
        MockHttpServletRequest request = new MockHttpServletRequest("POST", "/v1/parties") {
            @Override
            public ServletInputStream getInputStream() {
                return new DelegatingServletInputStream(new InputStream() {
                    @Override
                    public int read() throws IOException {
                        throw new EOFException("a test");
                    }

                    @Override
                    public int read(byte[] into, int from, int most) throws IOException {
                        return read();
                    }
                });
            }
        };
        Refused refused = assertThrows(Refused.class, () -> Bodies.bytes(request, 10));
        assertEquals(GatewayRefusal.BODY_UNFINISHED, refused.refusal());
        assertEquals(408, Problems.problem(refused, "/v1/parties").status());
    }

    @Test
    void a_body_is_taken_whole_up_to_its_bound() throws IOException {
        for (int length : new int[] {0, 1, 8191, 8192, 8193, 20_000}) {
            MockHttpServletRequest request = new MockHttpServletRequest();
            request.setContent(new byte[length]);
            assertArrayEquals(new byte[length], Bodies.bytes(request, 20_000), "of " + length);
        }
        MockHttpServletRequest over = new MockHttpServletRequest() {
            @Override
            public long getContentLengthLong() {
                return -1;
            }
        };
        over.setContent(new byte[20_001]);
        Refused refused = assertThrows(Refused.class, () -> Bodies.bytes(over, 20_000));
        assertEquals(GatewayRefusal.BODY_TOO_LARGE, refused.refusal());
    }
}
