package org.stemma.api.asset;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.stemma.api.MalformedException;
import org.stemma.api.Words;

/**
 * Licence expressions of SPDX (ISO/IEC 5962, annex D; SPDX 3.0, annex B): ids of the licence list, {@code LicenseRef-}
 * and {@code DocumentRef-…:LicenseRef-}, {@code +}, {@code WITH} an exception, {@code AND} before {@code OR}, parentheses.
 * Ids are compared without regard to case, operators are written in capitals or small letters.
 */
public final class Spdx {
    private static final Set<String> LICENSES = ids("spdx-licenses.txt");
    private static final Set<String> EXCEPTIONS = ids("spdx-exceptions.txt");

    private static final Pattern TOKEN = Pattern.compile("\\s*([()]|[A-Za-z0-9.:+-]+)\\s*");
    private static final String IDSTRING = "[A-Za-z0-9.-]+";
    private static final Pattern LICENSE_REF =
            Pattern.compile("(DocumentRef-" + IDSTRING + ":)?LicenseRef-" + IDSTRING);
    private static final Pattern ADDITION_REF =
            Pattern.compile("(DocumentRef-" + IDSTRING + ":)?AdditionRef-" + IDSTRING);

    private final String text;
    private final List<String> tokens;
    private int next;

    private Spdx(String text, List<String> tokens) {
        this.text = text;
        this.tokens = tokens;
    }

    /**
     * Returns the expression as it was written, if it is one.
     *
     * @throws MalformedException which says what stands there instead
     */
    public static String checked(String text) {
        Spdx parser = new Spdx(text, tokens(text));
        parser.alternatives();
        if (parser.next < parser.tokens.size()) {
            throw parser.wrong("AND, OR or the end");
        }
        return text;
    }

    private static Set<String> ids(String name) {
        return Words.beside(Spdx.class, name).stream().map(Spdx::folded).collect(Collectors.toUnmodifiableSet());
    }

    private static String folded(String id) {
        return id.toLowerCase(Locale.ROOT);
    }

    private static List<String> tokens(String text) {
        List<String> tokens = new java.util.ArrayList<>();
        Matcher matcher = TOKEN.matcher(text);
        int end = 0;
        while (end < text.length() && matcher.find(end) && matcher.start() == end) {
            tokens.add(matcher.group(1));
            end = matcher.end();
        }
        if (end < text.length()) {
            throw expression(text, "of letters, digits and . - + : ( )");
        }
        return tokens;
    }

    private void alternatives() {
        conjunction();
        while (took("OR")) {
            conjunction();
        }
    }

    private void conjunction() {
        term();
        while (took("AND")) {
            term();
        }
    }

    private void term() {
        if (took("(")) {
            alternatives();
            if (!took(")")) {
                throw wrong(") or an operator");
            }
            return;
        }
        if (!isLicense(peek())) {
            throw wrong("an id of the SPDX licence list or LicenseRef-…");
        }
        next++;
        if (took("WITH")) {
            if (!EXCEPTIONS.contains(folded(peek()))
                    && !ADDITION_REF.matcher(peek()).matches()) {
                throw wrong("an exception of the SPDX licence list or AdditionRef-…");
            }
            next++;
        }
    }

    private static boolean isLicense(String token) {
        String plain = token.endsWith("+") ? token.substring(0, token.length() - 1) : token;
        return LICENSES.contains(folded(plain))
                || LICENSES.contains(folded(token))
                || LICENSE_REF.matcher(token).matches();
    }

    private boolean took(String token) {
        boolean isNext = peek().equals(token) || peek().equals(folded(token));
        next += isNext ? 1 : 0;
        return isNext;
    }

    private String peek() {
        return next < tokens.size() ? tokens.get(next) : "";
    }

    private MalformedException wrong(String expected) {
        String found = peek().isEmpty() ? "its end" : peek();
        return expression(text, "with " + expected + " where " + found + " stands");
    }

    private static MalformedException expression(String text, String how) {
        return MalformedException.of(text, "an SPDX licence expression " + how + " is expected");
    }
}
