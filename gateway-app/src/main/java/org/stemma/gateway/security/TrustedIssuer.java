package org.stemma.gateway.security;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URL;
import java.net.UnknownHostException;
import java.text.ParseException;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtAudienceValidator;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.JwtValidationException;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.stemma.api.Refused;
import org.stemma.gateway.GatewayRefusal;
import org.stemma.gateway.config.SettingsRefused;

/**
 * Verifies one issuer's tokens: signature by one of its present keys under an algorithm of the settings, issuer, audience,
 * and times. Its keys are fetched when the first token comes, so that a gateway starts while the issuer is down.
 */
final class TrustedIssuer {
    private static final Logger LOG = LoggerFactory.getLogger(TrustedIssuer.class);
    private static final String DISCOVERY = "/.well-known/openid-configuration";
    private static final int CONNECT_MILLIS = 2_000;
    private static final int READ_MILLIS = 3_000;
    private static final int MAX_DOCUMENT_BYTES = 256 << 10;

    /** Types that are no access token, such as logout+jwt, are refused. */
    private static final DefaultJOSEObjectTypeVerifier<SecurityContext> TYPES =
            new DefaultJOSEObjectTypeVerifier<>(JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null);

    private final SecuritySettings.Issuer settings;
    private final SecuritySettings.Tokens common;
    private final Clock clock;
    private final DefaultResourceRetriever web =
            new DefaultResourceRetriever(CONNECT_MILLIS, READ_MILLIS, MAX_DOCUMENT_BYTES);
    private volatile Optional<NimbusJwtDecoder> decoder = Optional.empty();
    private Instant askAgain = Instant.MIN;

    TrustedIssuer(SecuritySettings.Issuer settings, SecuritySettings.Tokens common, Clock clock) {
        this.settings = settings;
        this.common = common;
        this.clock = clock;
        for (String name : settings.algorithms()) {
            if (!JWSAlgorithm.Family.SIGNATURE.contains(JWSAlgorithm.parse(name))) {
                throw new SettingsRefused(
                        "The algorithm " + name + " of the issuer " + settings.issuer() + " is none with a public key.",
                        "name some of RS256, PS256, ES256");
            }
        }
        mustBeSafe(URI.create(settings.issuer()));
        settings.keysAt().ifPresent(this::mustBeSafe);
    }

    SecuritySettings.Issuer settings() {
        return settings;
    }

    /** Who can change what the issuer says becomes any identity: clear text only within this machine. */
    private void mustBeSafe(URI address) {
        boolean loopback = false;
        try {
            loopback = "http".equals(address.getScheme())
                    && address.getHost() != null
                    && InetAddress.getByName(address.getHost()).isLoopbackAddress();
        } catch (UnknownHostException e) {
            // Not this machine, then.
        }
        if (!"https".equals(address.getScheme()) && !loopback) {
            throw new SettingsRefused(
                    "The issuer " + settings.issuer() + " would be asked for its keys at " + address + ", without TLS.",
                    "set an https address; http is for this machine alone");
        }
    }

    static Refused invalid(String reason) {
        return Refused.because(GatewayRefusal.TOKEN_INVALID, "reason", reason);
    }

    /**
     * The token's claims, when all is right.
     *
     * @param claimed as they were read before anything was verified
     */
    Jwt verified(String token, JWTClaimsSet claimed) {
        try {
            return decoder().decode(token);
        } catch (JwtValidationException e) {
            // The signature is right, so the claims are the issuer's.
            throw isOver(claimed) ? Refused.because(GatewayRefusal.TOKEN_EXPIRED) : invalid("claims");
        } catch (BadJwtException e) {
            throw invalid("signature");
        } catch (JwtException e) {
            if (isFlooded(e)) {
                throw invalid("signature");
            }
            LOG.warn("the keys of the issuer {} can't be had", settings.issuer());
            throw Refused.because(GatewayRefusal.ISSUER_UNAVAILABLE, "issuer", settings.issuer());
        }
    }

    private boolean isOver(JWTClaimsSet claims) {
        Date end = claims.getExpirationTime();
        return end != null && !end.toInstant().plus(common.clockSkew()).isAfter(clock.instant());
    }

    /** Too many tokens of unknown keys came: the issuer was asked just now, and did not know them either. */
    private static boolean isFlooded(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RateLimitReachedException) {
                return true;
            }
        }
        return false;
    }

    private NimbusJwtDecoder decoder() {
        return decoder.orElseGet(this::discovered);
    }

    private synchronized NimbusJwtDecoder discovered() {
        if (decoder.isEmpty()) {
            if (clock.instant().isBefore(askAgain)) {
                throw new JwtException("asked just now");
            }
            askAgain = clock.instant().plus(common.askAtMostEvery());
            try {
                decoder = Optional.of(
                        made(settings.keysAt().isPresent() ? settings.keysAt().get() : discover()));
            } catch (IOException | ParseException | IllegalArgumentException e) {
                throw new JwtException("no discovery", e);
            }
        }
        return decoder.orElseThrow();
    }

    /** OpenID Connect Discovery 1.0, section 4. */
    private URI discover() throws IOException, ParseException {
        String base = settings.issuer().replaceAll("/$", "");
        Map<String, Object> found = JSONObjectUtils.parse(
                web.retrieveResource(URI.create(base + DISCOVERY).toURL()).getContent());
        if (!settings.issuer().equals(found.get("issuer"))) {
            throw new IOException("the document is another issuer's");
        }
        URI keys = URI.create(String.valueOf(found.get("jwks_uri")));
        mustBeSafe(keys);
        return keys;
    }

    private NimbusJwtDecoder made(URI keys) throws IOException {
        URL url = keys.toURL();
        JWKSource<SecurityContext> source = JWKSourceBuilder.<SecurityContext>create(url, web)
                .cache(common.keysFor().toMillis(), CONNECT_MILLIS + (long) READ_MILLIS)
                .refreshAheadCache(false)
                .rateLimited(common.askAtMostEvery().toMillis())
                .outageTolerant(common.keysInOutage().toMillis())
                .build();
        DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
        processor.setJWSTypeVerifier(TYPES);
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(
                settings.algorithms().stream().map(JWSAlgorithm::parse).collect(Collectors.toSet()), source));
        // Spring's validators look at the claims.
        processor.setJWTClaimsSetVerifier((claims, context) -> {});
        NimbusJwtDecoder made = new NimbusJwtDecoder(processor);
        JwtTimestampValidator times = new JwtTimestampValidator(common.clockSkew());
        times.setClock(clock);
        times.setAllowEmptyExpiryClaim(false);
        made.setJwtValidator(new DelegatingOAuth2TokenValidator<>(
                times, new JwtIssuerValidator(settings.issuer()), new JwtAudienceValidator(settings.audience())));
        return made;
    }
}
