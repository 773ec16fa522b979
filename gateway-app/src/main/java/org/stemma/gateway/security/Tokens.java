package org.stemma.gateway.security;

import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.JWTParser;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Clock;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.security.oauth2.jwt.Jwt;
import org.stemma.api.Refused;
import org.stemma.gateway.GatewayRefusal;
import org.stemma.gateway.ledger.Caller;
import org.stemma.gateway.ledger.Callers;

/**
 * JSON Web Tokens (RFC 7519) of issuers that the settings trust. A token says in whose name somebody asks: an identity
 * that this gateway holds, whose roles are those of its certificate. No token gives more.
 */
final class Tokens {
    private static final int MAX_SUBJECT = 200;

    private final Map<String, TrustedIssuer> issuers = new LinkedHashMap<>();
    private final Callers callers;

    Tokens(SecuritySettings.Tokens settings, Callers callers, Clock clock) {
        this.callers = callers;
        settings.issuers().forEach(issuer -> issuers.put(issuer.issuer(), new TrustedIssuer(issuer, settings, clock)));
    }

    /** Whether it has a token's form, and there is an issuer. What it is not is an API key, or nothing. */
    boolean mayBe(String token) {
        return !issuers.isEmpty() && token.chars().filter(c -> c == '.').count() >= 2;
    }

    /**
     * Who asks under a token.
     *
     * @throws Refused {@code gateway.token_invalid} with its reason, {@code gateway.token_expired},
     *     {@code gateway.token_unmapped}, or {@code gateway.issuer_unavailable}
     */
    Asker authenticate(String token) {
        JWTClaimsSet claimed = unverified(token);
        TrustedIssuer issuer = Optional.ofNullable(claimed.getIssuer())
                .map(issuers::get)
                .orElseThrow(() -> TrustedIssuer.invalid("issuer"));
        Jwt jwt = issuer.verified(token, claimed);
        Caller caller = identity(issuer.settings(), jwt)
                .flatMap(callers::named)
                .orElseThrow(() -> Refused.because(
                        GatewayRefusal.TOKEN_UNMAPPED,
                        "claim",
                        issuer.settings().claim()));
        return new Asker(subject(jwt) + " of " + issuer.settings().issuer(), caller, Optional.empty());
    }

    /** Read before it is verified, only to know whose keys verify it. */
    private static JWTClaimsSet unverified(String token) {
        try {
            JWT parsed = JWTParser.parse(token);
            if (parsed instanceof SignedJWT signed) {
                return signed.getJWTClaimsSet();
            }
        } catch (ParseException e) {
            // Said below.
        }
        throw TrustedIssuer.invalid("form");
    }

    private static Optional<String> identity(SecuritySettings.Issuer issuer, Jwt jwt) {
        List<String> words = words(jwt.getClaims().get(issuer.claim()));
        if (issuer.mappings().isEmpty()) {
            return words.size() == 1 ? Optional.of(words.get(0)) : Optional.empty();
        }
        return issuer.mappings().stream()
                .filter(mapping -> words.contains(mapping.value()))
                .map(SecuritySettings.Mapping::identity)
                .findFirst();
    }

    private static List<String> words(@org.jspecify.annotations.Nullable Object claim) {
        if (claim instanceof Collection<?> several) {
            return several.stream().map(String::valueOf).toList();
        }
        return claim == null ? List.of() : List.of(String.valueOf(claim));
    }

    private static String subject(Jwt jwt) {
        String subject = Optional.ofNullable(jwt.getSubject()).orElse("nobody");
        return subject.codePointCount(0, subject.length()) > MAX_SUBJECT
                ? subject.substring(0, subject.offsetByCodePoints(0, MAX_SUBJECT))
                : subject;
    }
}
