package org.stemma.gateway.security;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.stemma.api.Digest;
import org.stemma.api.Refused;
import org.stemma.gateway.GatewayRefusal;
import org.stemma.gateway.ledger.Caller;
import org.stemma.gateway.ledger.Callers;

/** The API keys of this gateway, by their digests: a stolen database opens nothing. */
public final class ApiKeys {
    static final String PREFIX = "sak_";

    private static final Pattern FORM = Pattern.compile("sak_[A-Za-z0-9_-]{43}");
    private static final int ID_DIGITS = 24;
    private static final long NANOS = 1_000_000_000L;

    private final JdbcTemplate jdbc;
    private final Callers callers;
    private final Clock clock;

    ApiKeys(JdbcTemplate jdbc, Callers callers, Clock clock) {
        this.jdbc = jdbc;
        this.callers = callers;
        this.clock = clock;
    }

    /**
     * The identity that a key is bound to.
     *
     * @throws Refused {@code gateway.key_unknown} or {@code gateway.key_expired}
     */
    Caller authenticate(String key) {
        Refused.unless(FORM.matcher(key).matches(), GatewayRefusal.KEY_UNKNOWN);
        String digest = digest(key);
        Stored stored = jdbc.query("SELECT * FROM api_key WHERE digest = ?", ApiKeys::stored, digest).stream()
                .filter(row -> isSame(row.digest(), digest))
                .findFirst()
                .orElseThrow(() -> Refused.because(GatewayRefusal.KEY_UNKNOWN));
        Refused.unless(stored.key().revokedAt().isEmpty(), GatewayRefusal.KEY_UNKNOWN);
        Instant now = clock.instant();
        Refused.unless(
                stored.key().expiresAt().filter(end -> !now.isBefore(end)).isEmpty(), GatewayRefusal.KEY_EXPIRED);
        return callers.named(stored.key().identity()).orElseThrow(() -> Refused.because(GatewayRefusal.KEY_UNKNOWN));
    }

    private record Stored(String digest, ApiKey key) {}

    private static boolean isSame(String left, String right) {
        return MessageDigest.isEqual(
                left.getBytes(StandardCharsets.US_ASCII), right.getBytes(StandardCharsets.US_ASCII));
    }

    boolean isEmpty() {
        return jdbc.queryForList("SELECT id FROM api_key LIMIT 1").isEmpty();
    }

    /** Keeps a key's digest, bound to one of our identities. The same key again is the same row. */
    public ApiKey add(String key, String identity, String label, Optional<Instant> expiresAt) {
        Refused.unless(callers.named(identity).isPresent(), GatewayRefusal.IDENTITY_UNKNOWN, "identity", identity);
        String digest = digest(key);
        try {
            jdbc.update(
                    "INSERT INTO api_key (id, digest, identity, label, created_nanos, expires_nanos)"
                            + " VALUES (?, ?, ?, ?, ?, ?)",
                    id(digest),
                    digest,
                    identity,
                    label,
                    nanos(clock.instant()),
                    expiresAt.map(ApiKeys::nanos).orElse(null));
        } catch (DuplicateKeyException e) {
            // The request was made before: it is answered as then.
        }
        return find(id(digest)).orElseThrow();
    }

    public Optional<ApiKey> find(String id) {
        return jdbc.query("SELECT * FROM api_key WHERE id = ?", ApiKeys::stored, id).stream()
                .map(Stored::key)
                .findFirst();
    }

    /** Keys in the order of their ids. */
    public List<ApiKey> list(Optional<String> after, int limit) {
        return jdbc
                .query(
                        "SELECT * FROM api_key WHERE id > ? ORDER BY id LIMIT ?",
                        ApiKeys::stored,
                        after.orElse(""),
                        limit)
                .stream()
                .map(Stored::key)
                .toList();
    }

    /** Lets a key be used no more. Returns it as it is then. */
    public Optional<ApiKey> revoke(String id) {
        jdbc.update(
                "UPDATE api_key SET revoked_nanos = ? WHERE id = ? AND revoked_nanos IS NULL",
                nanos(clock.instant()),
                id);
        return find(id);
    }

    private static String id(String digest) {
        return "key_" + digest.substring(0, ID_DIGITS);
    }

    private static String digest(String key) {
        return Digest.of(key).hex();
    }

    private static Stored stored(ResultSet row, int n) throws SQLException {
        return new Stored(
                row.getString("digest"),
                new ApiKey(
                        row.getString("id"),
                        row.getString("identity"),
                        row.getString("label"),
                        instant(row.getLong("created_nanos")),
                        Optional.ofNullable(row.getObject("expires_nanos", Long.class))
                                .map(ApiKeys::instant),
                        Optional.ofNullable(row.getObject("revoked_nanos", Long.class))
                                .map(ApiKeys::instant)));
    }

    private static long nanos(Instant time) {
        return Math.addExact(Math.multiplyExact(time.getEpochSecond(), NANOS), time.getNano());
    }

    private static Instant instant(long nanos) {
        return Instant.ofEpochSecond(Math.floorDiv(nanos, NANOS), Math.floorMod(nanos, NANOS));
    }
}
