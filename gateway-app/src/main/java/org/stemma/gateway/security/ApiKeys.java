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
import org.stemma.api.kernel.KernelRefusal;
import org.stemma.gateway.GatewayRefusal;
import org.stemma.gateway.ledger.Caller;
import org.stemma.gateway.ledger.Callers;

/** The API keys of this gateway, by their digests: a stolen database opens nothing. */
public final class ApiKeys {
    /** The last time at which a key may end: what counts in nanoseconds since 1970 ends with the next year. */
    public static final Instant LATEST = Instant.parse("2261-12-31T23:59:59Z");

    static final String PREFIX = "sak_";

    private static final Pattern FORM = Pattern.compile("sak_[A-Za-z0-9_-]{43}");
    private static final int ID_DIGITS = 24;
    private static final long NANOS = 1_000_000_000L;

    private final JdbcTemplate jdbc;
    private final Callers callers;
    private final Clock clock;
    private final RecentKeys recent = new RecentKeys(System::nanoTime);

    ApiKeys(JdbcTemplate jdbc, Callers callers, Clock clock) {
        this.jdbc = jdbc;
        this.callers = callers;
        this.clock = clock;
    }

    /**
     * Who asks under a key.
     *
     * @throws Refused {@code gateway.key_unknown} or {@code gateway.key_expired}
     */
    Asker authenticate(String key) {
        Refused.unless(FORM.matcher(key).matches(), GatewayRefusal.KEY_UNKNOWN);
        String digest = digest(key);
        // The index compares digests, of which an attacker can't choose a prefix; the last word is in constant time.
        ApiKey found =
                recent.find(digest, this::byDigest).orElseThrow(() -> Refused.because(GatewayRefusal.KEY_UNKNOWN));
        Refused.unless(found.revokedAt().isEmpty(), GatewayRefusal.KEY_UNKNOWN);
        Refused.unless(found.isGood(clock.instant()), GatewayRefusal.KEY_EXPIRED);
        Caller caller = callers.named(found.identity()).orElseThrow(() -> Refused.because(GatewayRefusal.KEY_UNKNOWN));
        return new Asker(
                found.id(),
                caller,
                found.perSecond()
                        .map(rate -> new Asker.Limit(rate, found.burst().orElse(rate))));
    }

    private Optional<ApiKey> byDigest(String digest) {
        return jdbc.query("SELECT * FROM api_key WHERE digest = ?", ApiKeys::stored, digest).stream()
                .filter(row -> isSame(row.digest(), digest))
                .findFirst()
                .map(Stored::key);
    }

    private record Stored(String digest, ApiKey key) {}

    private static boolean isSame(String left, String right) {
        return MessageDigest.isEqual(
                left.getBytes(StandardCharsets.US_ASCII), right.getBytes(StandardCharsets.US_ASCII));
    }

    boolean isEmpty() {
        return jdbc.queryForList("SELECT id FROM api_key LIMIT 1").isEmpty();
    }

    /**
     * A key to be kept.
     *
     * @param request the digest of the request that asks for it; empty for keys that none asked for
     */
    public record NewApiKey(
            String identity,
            String label,
            Optional<Instant> expiresAt,
            Optional<String> rotatedFrom,
            Optional<Asker.Limit> limit,
            String request) {}

    /** Keeps a key's digest, bound to one of our identities, without an own limit. */
    public ApiKey add(String key, String identity, String label, Optional<Instant> expiresAt) {
        return add(key, new NewApiKey(identity, label, expiresAt, Optional.empty(), Optional.empty(), ""));
    }

    /**
     * Keeps a key's digest, bound to one of our identities. The same key by the same request again is the same row.
     *
     * @throws Refused {@code gateway.identity_unknown}; {@code kernel.request_reused} if another request made the key
     */
    public ApiKey add(String key, NewApiKey made) {
        Refused.unless(
                callers.named(made.identity()).isPresent(),
                GatewayRefusal.IDENTITY_UNKNOWN,
                "identity",
                made.identity());
        String digest = digest(key);
        try {
            jdbc.update(
                    "INSERT INTO api_key (id, digest, identity, label, created_nanos, expires_nanos, rotated_from,"
                            + " request_digest, per_second, burst) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    id(digest),
                    digest,
                    made.identity(),
                    made.label(),
                    nanos(clock.instant()),
                    made.expiresAt().map(ApiKeys::nanos).orElse(null),
                    made.rotatedFrom().orElse(null),
                    made.request(),
                    made.limit().map(Asker.Limit::perSecond).orElse(null),
                    made.limit().map(Asker.Limit::burst).orElse(null));
        } catch (DuplicateKeyException e) {
            // The request was made before: it is answered as then, if it is the same.
            Refused.unless(made.request().equals(requestOf(digest)), KernelRefusal.REQUEST_REUSED);
        }
        return find(id(digest)).orElseThrow();
    }

    /** The key that this request made before, if it did. */
    public Optional<ApiKey> made(String key, String request) {
        return find(id(digest(key))).filter(found -> request.equals(requestOf(digest(key))));
    }

    private String requestOf(String digest) {
        return jdbc.queryForList("SELECT request_digest FROM api_key WHERE digest = ?", String.class, digest).stream()
                .map(String::valueOf)
                .findFirst()
                .orElse("");
    }

    /** Lets a key end at this time, unless it ends before. */
    public void endBy(String id, Instant end) {
        jdbc.update(
                "UPDATE api_key SET expires_nanos = ? WHERE id = ? AND (expires_nanos IS NULL OR expires_nanos > ?)",
                nanos(end),
                id,
                nanos(end));
        recent.forget();
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
        recent.forget();
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
                        time(row, "expires_nanos"),
                        time(row, "revoked_nanos"),
                        time(row, "last_used_nanos"),
                        Optional.ofNullable(row.getString("rotated_from")),
                        Optional.ofNullable(row.getObject("per_second", Long.class)),
                        Optional.ofNullable(row.getObject("burst", Long.class))));
    }

    private static Optional<Instant> time(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, Long.class)).map(ApiKeys::instant);
    }

    static long nanos(Instant time) {
        return Math.addExact(Math.multiplyExact(time.getEpochSecond(), NANOS), time.getNano());
    }

    private static Instant instant(long nanos) {
        return Instant.ofEpochSecond(Math.floorDiv(nanos, NANOS), Math.floorMod(nanos, NANOS));
    }
}
