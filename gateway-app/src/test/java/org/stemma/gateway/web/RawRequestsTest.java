package org.stemma.gateway.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Requests that no well-behaved client sends. */
@ExtendWith(OutputCaptureExtension.class)
class RawRequestsTest extends RestCase {
    private String send(String request, boolean end) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            if (end) {
                socket.shutdownOutput();
            }
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private String posted(String headers, String body) throws IOException {
        return send(
                "POST /v1/parties HTTP/1.1\r\nHost: x\r\nConnection: close\r\nIdempotency-Key: raw-1\r\n"
                        + "Authorization: Bearer " + key("owner") + "\r\n" + headers + "\r\n" + body,
                false);
    }

    private static void assertStatus(int status, String answer) {
        assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
        assertTrue(answer.contains("\"status\":" + status), answer);
        String head = answer.toLowerCase(Locale.ROOT);
        for (String header :
                List.of("x-content-type-options", "x-frame-options", "referrer-policy", "content-security-policy")) {
            assertTrue(head.contains(header + ": "), header + " in " + answer);
        }
    }

    @Test
    void a_body_in_another_encoding_is_not_taken() throws IOException {
        assertStatus(
                415, posted("Content-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n", "{}"));
        assertStatus(415, posted("Content-Type: application/json; charset=utf-16\r\nContent-Length: 4\r\n", "\0{\0}"));
    }

    @Test
    void what_the_server_itself_refuses_has_one_status_in_head_and_body() throws IOException {
        assertStatus(405, send("TRACE /v1/clock HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", false));
        assertStatus(505, send("GET /v1/clock HTTP/9.9\r\nHost: x\r\n\r\n", false));
        String connect = send("CONNECT x:443 HTTP/1.1\r\nHost: x:443\r\nConnection: close\r\n\r\n", false);
        int status = Integer.parseInt(connect.substring(9, 12));
        assertTrue(status >= 400 && status <= 501, connect);
        assertStatus(status, connect);
    }

    @Test
    void an_unfinished_chunked_body_is_a_sentence_and_one_line_of_warning(CapturedOutput output) throws IOException {
        String answer = send(
                "POST /v1/parties HTTP/1.1\r\nHost: x\r\nConnection: close\r\nIdempotency-Key: raw-2\r\n"
                        + "Authorization: Bearer " + key("owner")
                        + "\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"a",
                true);
        // The server's own word, since it saw that the chunk had no end.
        assertStatus(400, answer);
        assertEquals(
                1,
                output.getAll()
                        .lines()
                        .filter(line -> line.contains("had no whole body"))
                        .count());
        assertTrue(output.getAll().lines().noneMatch(line -> line.startsWith("\tat ")), output.getAll());
    }
}
