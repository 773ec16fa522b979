package org.stemma.gateway.security;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/** What is noted on a request while it is answered, for those who write it down afterwards. */
public final class RequestNotes {
    private static final String PREFIX = RequestNotes.class.getName() + ".";
    private static final String ASKER = PREFIX + "asker";
    private static final String GRANT = PREFIX + "grant";
    private static final String CODE = PREFIX + "code";
    private static final String DETAIL = PREFIX + "detail";
    private static final String TRANSACTION = PREFIX + "transaction";

    private RequestNotes() {}

    static void asker(HttpServletRequest request, Asker asker) {
        request.setAttribute(ASKER, asker);
    }

    /** Who asked under an API key or token that was accepted. */
    public static Optional<Asker> asker(HttpServletRequest request) {
        return Optional.ofNullable((Asker) request.getAttribute(ASKER));
    }

    static void grant(HttpServletRequest request, GrantUser user) {
        request.setAttribute(GRANT, user);
    }

    /** Whose grant key was accepted. */
    public static Optional<GrantUser> grant(HttpServletRequest request) {
        return Optional.ofNullable((GrantUser) request.getAttribute(GRANT));
    }

    /** Notes the code of the refusal that is answered, and its facts for people. */
    public static void refused(HttpServletRequest request, String code, String detail) {
        request.setAttribute(CODE, code);
        request.setAttribute(DETAIL, detail);
    }

    public static Optional<String> refusal(HttpServletRequest request) {
        return Optional.ofNullable((String) request.getAttribute(CODE));
    }

    /** The facts of the refusal. */
    public static Optional<String> detail(HttpServletRequest request) {
        return Optional.ofNullable((String) request.getAttribute(DETAIL));
    }

    /** Notes the transaction that the request became. */
    public static void transaction(HttpServletRequest request, String id) {
        request.setAttribute(TRANSACTION, id);
    }

    public static Optional<String> transaction(HttpServletRequest request) {
        return Optional.ofNullable((String) request.getAttribute(TRANSACTION));
    }
}
