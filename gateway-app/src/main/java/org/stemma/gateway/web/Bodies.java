package org.stemma.gateway.web;

import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.stemma.api.Codec;
import org.stemma.api.Refused;
import org.stemma.gateway.GatewayRefusal;

/** Reads JSON bodies: bounded, strict UTF-8, strict JSON. */
public final class Bodies {
    /** The most bytes of a body, as the codec's most characters. */
    public static final int MAX_BYTES = Codec.MAX_LENGTH;

    /** Within so long a body must be there: a thread waits for it. */
    private static final Duration WITHIN = Duration.ofSeconds(10);

    private static final int BUFFER = 8192;
    private static final Logger LOG = LoggerFactory.getLogger(Bodies.class);

    private Bodies() {}

    /** The members of the body; an empty body has none. */
    public static Map<String, Object> members(HttpServletRequest request) throws IOException {
        byte[] body = bytes(request, MAX_BYTES);
        if (body.length == 0) {
            return Map.of();
        }
        mustBeJson(request);
        try {
            return Codec.members(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString());
        } catch (CharacterCodingException e) {
            throw Malformed.at("", "UTF-8 is expected");
        }
    }

    /** The body's bytes, if there are not more than allowed. */
    public static byte[] bytes(HttpServletRequest request, int most) throws IOException {
        if (request.getContentLengthLong() > most) {
            throw tooLarge(most);
        }
        byte[] body = whole(request, most + 1);
        if (body.length > most) {
            throw tooLarge(most);
        }
        return body;
    }

    private static byte[] whole(HttpServletRequest request, int most) {
        long began = System.nanoTime();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        byte[] buffer = new byte[BUFFER];
        try {
            InputStream in = request.getInputStream();
            int read = in.read(buffer, 0, Math.min(buffer.length, most));
            while (read >= 0 && body.size() + read < most) {
                body.write(buffer, 0, read);
                if (System.nanoTime() - began > WITHIN.toNanos()) {
                    throw unfinished(request, "it took more than " + WITHIN.toSeconds() + " s");
                }
                read = in.read(buffer, 0, Math.min(buffer.length, most - body.size()));
            }
            if (read > 0) {
                body.write(buffer, 0, read);
            }
            return body.toByteArray();
        } catch (IOException e) {
            throw unfinished(request, e.getClass().getSimpleName() + ": " + e.getMessage());
        }
    }

    private static Refused unfinished(HttpServletRequest request, String why) {
        LOG.warn("{} {} had no whole body: {}", request.getMethod(), request.getRequestURI(), why);
        return Refused.because(GatewayRefusal.BODY_UNFINISHED);
    }

    private static Refused tooLarge(int most) {
        return Refused.because(GatewayRefusal.BODY_TOO_LARGE, "allowed", most);
    }

    private static void mustBeJson(HttpServletRequest request) {
        String contentType = request.getContentType();
        String encoding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
        Refused.unless(
                encoding == null || encoding.equalsIgnoreCase("identity"),
                GatewayRefusal.CONTENT_TYPE,
                "accepted",
                "Content-Encoding: identity",
                "sent",
                String.valueOf(encoding));
        try {
            if (contentType != null && isJsonInUtf8(MediaType.parseMediaType(contentType))) {
                return;
            }
        } catch (InvalidMediaTypeException e) {
            // Said below.
        }
        throw Refused.because(
                GatewayRefusal.CONTENT_TYPE,
                "accepted",
                "application/json in UTF-8",
                "sent",
                String.valueOf(contentType));
    }

    private static boolean isJsonInUtf8(MediaType type) {
        return MediaType.APPLICATION_JSON.isCompatibleWith(type)
                && (type.getCharset() == null || StandardCharsets.UTF_8.equals(type.getCharset()));
    }
}
