package org.stemma.gateway.security;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The settings {@code stemma.security.*}.
 *
 * @param anonymous what requests without an API key or token may do
 * @param proxies addresses of proxies whose X-Forwarded-For is believed
 * @param behindProxy lets the gateway listen without TLS on an address that others reach: a proxy before it has TLS
 */
@Validated
@ConfigurationProperties("stemma.security")
public record SecuritySettings(
        @DefaultValue @Valid Keys keys,
        @DefaultValue @Valid Tokens jwt,
        @DefaultValue @Valid Anonymous anonymous,
        @DefaultValue List<String> proxies,
        @DefaultValue("false") boolean behindProxy) {
    /** The most requests a second that a key can be given. */
    public static final long MAX_PER_SECOND = 100_000;

    /**
     * What holds for API keys, and for tokens, if nothing else was said when a key was made.
     *
     * @param perSecond requests that a key may make, on the average
     * @param burst requests that it may make at once after a pause
     * @param rotationOverlap how long a rotated key stays good if the request does not say it
     * @param maxRotationOverlap the longest that a request may say
     */
    public record Keys(
            @DefaultValue("1000") @Min(1) @Max(MAX_PER_SECOND)
            long perSecond,

            @DefaultValue("2000") @Min(1) @Max(MAX_PER_SECOND)
            long burst,

            @DefaultValue("24h") Duration rotationOverlap,
            @DefaultValue("7d") Duration maxRotationOverlap) {}

    /**
     * Requests without an API key or token, and those with a wrong one.
     *
     * @param perSecond requests from one address (of IPv6, one network of 64 bits), on the average
     * @param burst at once, after a pause
     * @param allPerSecond from all addresses together
     * @param allBurst at once, after a pause
     */
    public record Anonymous(
            @DefaultValue("200") @Min(1) @Max(MAX_PER_SECOND)
            long perSecond,

            @DefaultValue("2000") @Min(1) @Max(MAX_PER_SECOND)
            long burst,

            @DefaultValue("1000") @Min(1) @Max(MAX_PER_SECOND)
            long allPerSecond,

            @DefaultValue("5000") @Min(1) @Max(MAX_PER_SECOND)
            long allBurst) {}

    /**
     * JSON Web Tokens beside API keys. Off without an issuer.
     *
     * @param clockSkew by which the issuer's clock may differ
     * @param keysFor how long an issuer's keys are taken without asking again
     * @param keysInOutage how long they are taken when the issuer can't be asked
     * @param askAtMostEvery after an unknown key id: an attacker can't make the gateway ask at each request
     */
    public record Tokens(
            @DefaultValue List<@Valid Issuer> issuers,
            @DefaultValue("30s") Duration clockSkew,
            @DefaultValue("5m") Duration keysFor,
            @DefaultValue("1h") Duration keysInOutage,
            @DefaultValue("10s") Duration askAtMostEvery) {}

    /**
     * An issuer that is trusted to say who asks.
     *
     * @param issuer the claim {@code iss}, exactly
     * @param audience must be among the claim {@code aud}
     * @param jwksUri where its keys are; without it OpenID Connect's discovery is asked
     * @param claim names the enrolled identity, or holds words that the mappings know
     * @param mappings the first one whose value is in the claim gives the identity; without any, the claim is its name
     * @param algorithms of signatures; only those with public keys
     */
    public record Issuer(
            @NotBlank String issuer,
            @NotBlank String audience,
            @DefaultValue("") String jwksUri,
            @DefaultValue("stemma_identity") @NotBlank String claim,
            @DefaultValue List<@Valid Mapping> mappings,

            @DefaultValue({"RS256", "PS256", "ES256"}) @NotEmpty
            List<String> algorithms) {
        /** Where its keys are, if that is set. */
        Optional<URI> keysAt() {
            return Optional.of(jwksUri).filter(text -> !text.isBlank()).map(URI::create);
        }
    }

    /** A group or role of the issuer's, and the enrolled identity in whose name its people act. */
    public record Mapping(@NotBlank String value, @NotBlank String identity) {}
}
