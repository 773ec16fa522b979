package org.stemma.gateway.support;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;

/** A receiver of webhooks that answers as it is told to, and checks signatures by the library that others wrote. */
public final class Receiver implements AutoCloseable {
    private final HttpServer server;
    private final IntUnaryOperator status;
    private final List<Call> calls = Collections.synchronizedList(new ArrayList<>());
    private final List<String> notSigned = Collections.synchronizedList(new ArrayList<>());
    private volatile String expected = "";

    /** @param status of the answer to each call, counted from 0 */
    public Receiver(IntUnaryOperator status) throws IOException {
        this.status = status;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    /** A call that came, and how it was answered. */
    public record Call(Map<String, String> headers, String body, int status) {
        public String id() {
            return String.valueOf(headers.get("webhook-id"));
        }

        /** Fails unless it is signed with the secret, and not long ago. */
        public void verify(String secret) {
            if (!isSigned(secret)) {
                throw new AssertionError("not signed with the secret, or long ago: " + headers);
            }
        }

        private boolean isSigned(String secret) {
            Map<String, List<String>> all = new TreeMap<>();
            headers.forEach((name, value) -> all.put(name, List.of(value)));
            try {
                new Webhook(secret).verify(body, all);
                return true;
            } catch (WebhookVerificationException e) {
                return false;
            }
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            Map<String, String> headers = new TreeMap<>();
            exchange.getRequestHeaders()
                    .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
            Call call = new Call(headers, body, status.applyAsInt(calls.size()));
            calls.add(call);
            if (!expected.isEmpty() && !call.isSigned(expected)) {
                notSigned.add(call.id());
            }
            exchange.sendResponseHeaders(call.status(), -1);
        }
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
    }

    public List<Call> calls() {
        synchronized (calls) {
            return List.copyOf(calls);
        }
    }

    /** The calls that were answered with yes. */
    public List<Call> taken() {
        return calls().stream().filter(call -> call.status() / 100 == 2).toList();
    }

    /** Calls are verified when they come, from now on: a signature is good for five minutes. */
    public void expect(String secret) {
        expected = secret;
    }

    /** The ids of calls that came otherwise. */
    public List<String> notSigned() {
        synchronized (notSigned) {
            return List.copyOf(notSigned);
        }
    }

    /** Fails unless all calls are signed with the secret. */
    public void verify(String secret) {
        calls().forEach(call -> call.verify(secret));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
