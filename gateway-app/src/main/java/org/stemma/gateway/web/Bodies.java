package org.stemma.gateway.web;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.stemma.api.Codec;
import org.stemma.api.Refused;
import org.stemma.gateway.GatewayRefusal;

/** Reads JSON bodies: bounded, strict UTF-8, strict JSON. */
public final class Bodies {
    /** The most bytes of a body, as the codec's most characters. */
    public static final int MAX_BYTES = Codec.MAX_LENGTH;

    private Bodies() {}

    /** The members of the body; an empty body has none. */
    public static Map<String, Object> members(HttpServletRequest request) throws IOException {
        byte[] body = bytes(request, MAX_BYTES);
        if (body.length == 0) {
            return Map.of();
        }
        mustBeJson(request.getContentType());
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
        byte[] body = request.getInputStream().readNBytes(most + 1);
        if (body.length > most) {
            throw tooLarge(most);
        }
        return body;
    }

    private static Refused tooLarge(int most) {
        return Refused.because(GatewayRefusal.BODY_TOO_LARGE, "allowed", most);
    }

    private static void mustBeJson(@org.jspecify.annotations.Nullable String contentType) {
        try {
            if (contentType != null
                    && MediaType.APPLICATION_JSON.isCompatibleWith(MediaType.parseMediaType(contentType))) {
                return;
            }
        } catch (InvalidMediaTypeException e) {
            // Said below.
        }
        throw Refused.because(
                GatewayRefusal.CONTENT_TYPE, "accepted", "application/json", "sent", String.valueOf(contentType));
    }
}
