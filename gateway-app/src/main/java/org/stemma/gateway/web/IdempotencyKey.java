package org.stemma.gateway.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.stemma.api.MalformedException;
import org.stemma.api.RequestId;

/**
 * The header {@code Idempotency-Key}: a request id, bare or, as draft-ietf-httpapi-idempotency-key-header writes it, as a
 * quoted string of RFC 9651. Both spellings are the same id.
 */
public final class IdempotencyKey {
    public static final String HEADER = "Idempotency-Key";

    private static final Pattern QUOTED = Pattern.compile("\"([^\"\\\\]*)\"");

    private IdempotencyKey() {}

    /** The request's id, if it has one of the right form. */
    public static Optional<RequestId> in(HttpServletRequest request) {
        try {
            return Optional.ofNullable(request.getHeader(HEADER)).map(IdempotencyKey::of);
        } catch (MalformedException e) {
            return Optional.empty();
        }
    }

    /**
     * The request id.
     *
     * @throws MalformedException which names the header
     */
    public static RequestId of(String header) {
        Matcher quoted = QUOTED.matcher(header.strip());
        try {
            return new RequestId(quoted.matches() ? quoted.group(1) : header.strip());
        } catch (MalformedException e) {
            throw e.inside(HEADER);
        }
    }
}
