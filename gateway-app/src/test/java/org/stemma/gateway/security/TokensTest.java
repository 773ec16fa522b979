package org.stemma.gateway.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.stemma.api.OrgId;
import org.stemma.api.Refused;
import org.stemma.api.member.Role;
import org.stemma.gateway.config.SettingsRefused;
import org.stemma.gateway.ledger.Caller;
import org.stemma.gateway.ledger.Callers;

/** Tokens of an issuer that runs beside the test. */
class TokensTest {
    private static final Duration SKEW = Duration.ofSeconds(30);

    private final TestIssuer issuer = new TestIssuer();
    private final Tokens tokens = tokens(issuer("", List.of()));

    @AfterEach
    void stop() {
        issuer.close();
    }

    /** An organisation with two identities. */
    private static final class TwoCallers implements Callers {
        @Override
        public OrgId organisation() {
            return new OrgId("LabMSP");
        }

        @Override
        public Collection<Caller> all() {
            return List.of(
                    new Caller(organisation(), "owner", Set.of(Role.OWNER)),
                    new Caller(organisation(), "buyer", Set.of(Role.BUYER)));
        }

        @Override
        public Optional<Caller> named(String name) {
            return all().stream().filter(caller -> caller.name().equals(name)).findFirst();
        }
    }

    private SecuritySettings.Issuer issuer(String keys, List<SecuritySettings.Mapping> mappings) {
        return new SecuritySettings.Issuer(
                issuer.name(),
                TestIssuer.AUDIENCE,
                keys,
                mappings.isEmpty() ? "stemma_identity" : "groups",
                mappings,
                List.of("ES256"));
    }

    private static Tokens tokens(SecuritySettings.Issuer... issuers) {
        return new Tokens(
                new SecuritySettings.Tokens(
                        List.of(issuers), SKEW, Duration.ofMinutes(5), Duration.ofHours(1), Duration.ofMillis(200)),
                new TwoCallers(),
                Clock.systemUTC());
    }

    private void refused(String code, String token) {
        Refused refused = assertThrows(Refused.class, () -> tokens.authenticate(token));
        assertEquals(code, refused.refusal().code(), refused.toString());
        assertFalse(refused.toString().contains(token));
    }

    private void invalid(String reason, String token) {
        refused("gateway.token_invalid", token);
        Refused refused = assertThrows(Refused.class, () -> tokens.authenticate(token));
        assertEquals(reason, refused.facts().get("reason"));
    }

    @Test
    void a_good_token_is_the_identity_that_it_names_and_has_that_ones_roles() {
        String token = issuer.token("owner", claims -> claims.claim("roles", List.of("admin", "cashier")));
        assertTrue(tokens.mayBe(token));
        Asker asker = tokens.authenticate(token);
        assertEquals("somebody of " + issuer.name(), asker.id());
        assertEquals(Set.of(Role.OWNER), asker.caller().roles());
    }

    @Test
    void api_keys_and_nonsense_are_no_tokens_and_without_an_issuer_nothing_is() {
        assertFalse(tokens.mayBe("sak_" + "A".repeat(43)));
        assertFalse(tokens.mayBe("nonsense"));
        assertFalse(tokens().mayBe(issuer.token("owner")));
    }

    @Test
    void an_identity_that_is_not_held_is_refused() {
        refused("gateway.token_unmapped", issuer.token("admin"));
        refused("gateway.token_unmapped", issuer.token("owner", claims -> claims.claim("stemma_identity", null)));
        refused(
                "gateway.token_unmapped",
                issuer.token("owner", claims -> claims.claim("stemma_identity", List.of("owner", "buyer"))));
    }

    @Test
    void the_first_mapping_that_fits_gives_the_identity() {
        Tokens mapped = tokens(issuer(
                issuer.name() + "/keys",
                List.of(
                        new SecuritySettings.Mapping("purchasing", "buyer"),
                        new SecuritySettings.Mapping("registry", "owner"))));
        String both = issuer.token("admin", claims -> claims.claim("groups", List.of("x", "registry", "purchasing")));
        assertEquals("buyer", mapped.authenticate(both).caller().name());
        String one = issuer.token("admin", claims -> claims.claim("groups", "registry"));
        assertEquals("owner", mapped.authenticate(one).caller().name());
        String none = issuer.token("owner", claims -> claims.claim("groups", List.of("owner")));
        assertThrows(Refused.class, () -> mapped.authenticate(none));
    }

    @Test
    void an_expired_token_is_refused_and_clocks_may_differ_a_little() {
        Date justOver = Date.from(Instant.now().minusSeconds(10));
        tokens.authenticate(issuer.token("owner", claims -> claims.expirationTime(justOver)));
        Date over = Date.from(Instant.now().minus(SKEW).minusSeconds(5));
        refused("gateway.token_expired", issuer.token("owner", claims -> claims.expirationTime(over)));
        invalid("claims", issuer.token("owner", claims -> claims.expirationTime(null)));
    }

    @Test
    void a_token_of_later_is_refused() {
        Date soon = Date.from(Instant.now().plusSeconds(10));
        tokens.authenticate(issuer.token("owner", claims -> claims.notBeforeTime(soon)));
        Date later = Date.from(Instant.now().plus(SKEW).plusSeconds(60));
        invalid("claims", issuer.token("owner", claims -> claims.notBeforeTime(later)));
    }

    @Test
    void a_token_for_somebody_else_is_refused() {
        invalid("claims", issuer.token("owner", claims -> claims.audience("stemma-archive")));
        invalid("claims", issuer.token("owner", claims -> claims.audience((String) null)));
    }

    @Test
    void another_issuers_token_is_refused_whatever_it_says() {
        try (TestIssuer other = new TestIssuer()) {
            invalid("issuer", other.token("owner"));
            // Signed by the other one, in the name of ours.
            invalid("signature", other.token("owner", claims -> claims.issuer(issuer.name())));
        }
        invalid("issuer", issuer.token("owner", claims -> claims.issuer(issuer.name() + "/")));
        invalid("issuer", issuer.token("owner", claims -> claims.issuer(null)));
    }

    @Test
    void an_unsigned_token_is_refused() {
        invalid("form", new PlainJWT(issuer.claims("owner").build()).serialize());
        String good = issuer.token("owner");
        invalid("signature", good.substring(0, good.lastIndexOf('.') + 1) + "AAAA");
        invalid("form", "a.b.c");
    }

    @Test
    void the_public_key_is_no_secret_of_an_hmac() throws Exception {
        byte[] published = issuer.key().toECPublicKey().getEncoded();
        SignedJWT confused = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("first").build(),
                issuer.claims("owner").build());
        confused.sign(new MACSigner(published));
        invalid("signature", confused.serialize());
    }

    @Test
    void other_types_and_changed_claims_are_refused() {
        invalid(
                "signature",
                TestIssuer.signed(
                        issuer.key(),
                        new JOSEObjectType("logout+jwt"),
                        issuer.claims("owner").build()));
        tokens.authenticate(TestIssuer.signed(
                issuer.key(),
                new JOSEObjectType("at+jwt"),
                issuer.claims("owner").build()));
        String[] parts = issuer.token("buyer").split("\\.", -1);
        JWTClaimsSet claims = issuer.claims("owner").build();
        String changed = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(claims.toString().getBytes(StandardCharsets.UTF_8));
        invalid("signature", parts[0] + "." + changed + "." + parts[2]);
    }

    @Test
    void a_rotated_key_is_learnt_and_the_old_one_forgotten() throws Exception {
        String old = issuer.token("owner");
        tokens.authenticate(old);
        issuer.rotate("second");
        Thread.sleep(250);
        assertEquals(
                "owner", tokens.authenticate(issuer.token("owner")).caller().name());
        invalid("signature", old);
    }

    @Test
    void unknown_keys_do_not_make_the_gateway_ask_each_time() {
        tokens.authenticate(issuer.token("owner"));
        String unknown = TestIssuer.signed(
                TestIssuer.key("unknown"),
                JOSEObjectType.JWT,
                issuer.claims("owner").build());
        for (int i = 0; i < 50; i++) {
            invalid("signature", unknown);
        }
        assertTrue(issuer.asked.get() < 50, "asked " + issuer.asked + " times");
    }

    @Test
    void while_the_issuer_is_down_what_is_known_goes_on() throws Exception {
        issuer.up(false);
        refused("gateway.issuer_unavailable", issuer.token("owner"));
        issuer.up(true);
        Thread.sleep(250);
        tokens.authenticate(issuer.token("owner"));
        issuer.up(false);
        tokens.authenticate(issuer.token("owner"));
    }

    @Test
    void issuers_without_tls_and_algorithms_without_a_public_key_are_no_settings() {
        for (String address : List.of("http://issuer.example", "ftp://127.0.0.1", "issuer")) {
            assertThrows(
                    SettingsRefused.class,
                    () -> tokens(new SecuritySettings.Issuer(address, "a", "", "c", List.of(), List.of("ES256"))));
        }
        for (String algorithm : List.of("HS256", "none")) {
            assertThrows(
                    SettingsRefused.class,
                    () -> tokens(new SecuritySettings.Issuer(
                            "https://issuer.example", "a", "", "c", List.of(), List.of(algorithm))));
        }
    }
}
