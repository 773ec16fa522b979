package org.stemma.gateway.security;

import jakarta.annotation.PreDestroy;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.annotation.Scheduled;

/** When keys were last used, to the minute, and written once a minute: not a write for each request. */
final class LastUses {
    private final JdbcTemplate jdbc;
    private final Clock clock;
    private final Map<String, Instant> used = new ConcurrentHashMap<>();

    LastUses(JdbcTemplate jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    void note(String id) {
        used.put(id, clock.instant().truncatedTo(ChronoUnit.MINUTES));
    }

    @Scheduled(fixedDelay = 60_000)
    @PreDestroy
    void write() {
        used.keySet().forEach(id -> {
            Instant at = used.remove(id);
            if (at != null) {
                long nanos = ApiKeys.nanos(at);
                jdbc.update(
                        "UPDATE api_key SET last_used_nanos = ? WHERE id = ?"
                                + " AND (last_used_nanos IS NULL OR last_used_nanos < ?)",
                        nanos,
                        id,
                        nanos);
            }
        });
    }
}
