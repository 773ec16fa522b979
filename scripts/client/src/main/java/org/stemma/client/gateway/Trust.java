package org.stemma.client.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Whose word is taken for a gateway's TLS certificate: an authority's in a PEM file, or those that the platform trusts. */
public final class Trust {
    private static final Duration CONNECT = Duration.ofSeconds(5);

    private static final Map<Optional<Path>, HttpClient> CLIENTS = new ConcurrentHashMap<>();

    private Trust() {}

    /**
     * A client, one for each authority.
     *
     * @throws IOException if the file holds no certificate
     */
    static HttpClient client(Optional<Path> authority) throws IOException {
        HttpClient known = CLIENTS.get(authority);
        if (known == null) {
            known = made(authority);
            CLIENTS.put(authority, known);
        }
        return known;
    }

    private static HttpClient made(Optional<Path> authority) throws IOException {
        // HTTP/1.1: an upgrade to HTTP/2 in clear text costs a round trip and gains nothing here.
        HttpClient.Builder client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT);
        if (authority.isPresent()) {
            client.sslContext(context(authority.get()));
        }
        return client.build();
    }

    private static SSLContext context(Path authority) throws IOException {
        try (InputStream pem = Files.newInputStream(authority)) {
            Collection<? extends Certificate> roots =
                    CertificateFactory.getInstance("X.509").generateCertificates(pem);
            if (roots.isEmpty()) {
                throw new IOException(authority + " holds no certificate");
            }
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            for (Certificate root : roots) {
                trusted.setCertificateEntry("ca" + trusted.size(), root);
            }
            TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException(authority + " holds no certificate in PEM", e);
        }
    }
}
