package org.stemma.gateway.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.stemma.gateway.GatewayApplication;
import org.stemma.gateway.ledger.FakeLedgerConfiguration;
import org.stemma.gateway.support.Http;
import org.stemma.gateway.support.TestIdentities;
import org.stemma.gateway.support.WholeGateway;

/** A whole gateway that speaks TLS under a certificate in PEM files, which are renewed while it runs. */
@SpringBootTest(
        classes = {GatewayApplication.class, WholeGateway.class, FakeLedgerConfiguration.class},
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = "spring.main.allow-bean-definition-overriding=true")
@DirtiesContext
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TlsTest {
    private static Path folder = Path.of("");
    private static Path data = Path.of("");

    @LocalServerPort
    private int port;

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry properties) {
        data = WholeGateway.start(properties, "demo");
        folder = data.resolveSibling("tls");
        assertTrue(folder.toFile().mkdirs());
        TestIdentities.write(folder, "localhost", "", Duration.ofDays(20));
        properties.add("server.address", () -> "0.0.0.0");
        properties.add("server.ssl.bundle", () -> "gateway");
        String bundle = "spring.ssl.bundle.pem.gateway.";
        properties.add(bundle + "reload-on-update", () -> true);
        properties.add(bundle + "keystore.certificate", () -> "file:" + folder.resolve("localhost.crt"));
        properties.add(bundle + "keystore.private-key", () -> "file:" + folder.resolve("localhost.key"));
        properties.add("spring.ssl.bundle.watch.file.quiet-period", () -> "500ms");
    }

    /** The certificate is self-signed: that it is the one of the settings is what is looked at. */
    private static final class Trusting implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String kind) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String kind) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    private HttpsURLConnection connect(String path) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Trusting()}, new SecureRandom());
        HttpsURLConnection connection = (HttpsURLConnection)
                URI.create("https://127.0.0.1:" + port + path).toURL().openConnection();
        connection.setSSLSocketFactory(context.getSocketFactory());
        connection.setHostnameVerifier((name, session) -> true);
        return connection;
    }

    private Certificate certificate() throws Exception {
        HttpsURLConnection connection = connect("/v1/clock");
        connection.connect();
        return connection.getServerCertificates()[0];
    }

    @Test
    @Order(1)
    void answers_come_over_tls_and_say_that_they_always_will() throws Exception {
        HttpsURLConnection connection = connect("/v1/clock");
        assertEquals(200, connection.getResponseCode());
        assertEquals("max-age=31536000", connection.getHeaderField("Strict-Transport-Security"));
        connection.disconnect();
        HttpsURLConnection health = connect("/actuator/health");
        health.setRequestProperty(
                "Authorization", "Bearer " + Http.demoKeys(data).get("admin"));
        // The peer is none, so the gateway is not well.
        try (InputStream body = health.getResponseCode() == 200 ? health.getInputStream() : health.getErrorStream()) {
            String text = new String(body.readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(text.contains("\"tls:gateway\":\"ends in 19 days: renew it\""), text);
        }
    }

    @Test
    @Order(2)
    void a_renewed_certificate_is_served_without_a_restart() throws Exception {
        Certificate before = certificate();
        TestIdentities.write(folder, "localhost", "", Duration.ofDays(365));
        Certificate now = before;
        for (int i = 0; i < 100 && now.equals(before); i++) {
            Thread.sleep(200);
            now = certificate();
        }
        assertNotEquals(before, now);
    }
}
