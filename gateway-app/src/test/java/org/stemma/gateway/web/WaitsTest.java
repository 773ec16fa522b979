package org.stemma.gateway.web;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.stemma.api.Category;
import org.stemma.api.Refusal;
import org.stemma.api.account.AccountRefusal;
import org.stemma.api.asset.AssetRefusal;
import org.stemma.api.batch.BatchRefusal;
import org.stemma.api.governance.GovernanceRefusal;
import org.stemma.api.kernel.KernelRefusal;
import org.stemma.api.license.LicenseRefusal;
import org.stemma.api.member.MemberRefusal;
import org.stemma.api.royalty.RoyaltyRefusal;
import org.stemma.api.share.ShareRefusal;
import org.stemma.api.usage.UsageRefusal;
import org.stemma.gateway.GatewayRefusal;

final class WaitsTest {
    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

    private static Stream<Refusal> refusals() {
        return Stream.of(
                        KernelRefusal.values(),
                        MemberRefusal.values(),
                        AccountRefusal.values(),
                        AssetRefusal.values(),
                        ShareRefusal.values(),
                        LicenseRefusal.values(),
                        UsageRefusal.values(),
                        RoyaltyRefusal.values(),
                        GovernanceRefusal.values(),
                        BatchRefusal.values(),
                        GatewayRefusal.values(),
                        serving())
                .flatMap(Stream::of);
    }

    /** The serving room's, which only it may name. */
    private static Refusal[] serving() {
        try {
            return (Refusal[])
                    Class.forName("org.stemma.gateway.serving.ServingRefusal").getEnumConstants();
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void a_limit_is_what_waiting_helps_with_and_nothing_else() {
        List<String> limits = refusals()
                .filter(refusal -> refusal.category() == Category.LIMIT)
                .map(Refusal::code)
                .distinct()
                .sorted()
                .toList();
        assertEquals(List.copyOf(new TreeSet<>(Waits.SECONDS.keySet())), limits);
    }

    @Test
    void every_limit_tells_after_how_many_seconds_to_come_again() {
        refusals()
                .filter(refusal -> refusal.category() == Category.LIMIT)
                .forEach(refusal -> assertEquals(
                        String.valueOf(Waits.SECONDS.get(refusal.code())),
                        Waits.seconds(refusal.code(), Map.of(), NOW),
                        refusal.code()));
    }

    @Test
    void a_limit_that_knows_when_it_ends_says_so() {
        String code = AccountRefusal.DAILY_CAP.code();
        assertEquals("43201", Waits.seconds(code, Map.of(Waits.AGAIN, "2026-02-01T00:00:00Z"), NOW));
        assertEquals("86400", Waits.seconds(code, Map.of(Waits.AGAIN, "2030-01-01T00:00:00Z"), NOW));
        assertEquals("1", Waits.seconds(code, Map.of(Waits.AGAIN, "2020-01-01T00:00:00Z"), NOW));
        assertEquals("3600", Waits.seconds(code, Map.of(Waits.AGAIN, "later"), NOW));
    }
}
