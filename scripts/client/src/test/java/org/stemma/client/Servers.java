package org.stemma.client;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Gateways of tests, on this machine. */
final class Servers {
    static {
        // Else head and body of an answer are two packets, and the second waits 40 ms for the first one's receipt.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private Servers() {}

    static HttpServer fresh() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
