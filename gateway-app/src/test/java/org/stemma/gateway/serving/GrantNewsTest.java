package org.stemma.gateway.serving;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.stemma.api.Digest;
import org.stemma.api.Drawer;
import org.stemma.api.GrantId;
import org.stemma.api.license.Terms;
import org.stemma.gateway.readmodel.ReadModel;

class GrantNewsTest {
    private static final GrantId GRANT = new GrantId("grt_1");

    private final FakeLedger ledger = new FakeLedger();
    private final Allowances allowances =
            AllowancesTest.allowances(ledger::authorize, grant -> false, Instant.EPOCH, Map.of());
    private final AtomicLong promised = new AtomicLong(-1);
    private final GrantNews news = new GrantNews(allowances, readModel());

    @Test
    void what_a_block_writes_of_a_grant_its_lane_an_order_or_the_charter_is_asked_for_again() {
        ledger.grant("grt_1", FakeLedger.perByte(1, 1), Optional.of(1000L), 1000);
        List<String> concerning = List.of(
                Drawer.GRANT.key(GRANT),
                Drawer.LANE.key(GRANT, FakeLedger.METER),
                Drawer.ORDER.key("asset", "ast_1"),
                Drawer.CHARTER.key(),
                Drawer.PARAMETERS.key());
        use();

        for (int i = 0; i < concerning.size(); i++) {
            news.wrote(7 + i, Set.of(concerning.get(i)));
            use();
            assertEquals(i + 2, ledger.evaluations.get(), concerning.get(i));
        }
        news.wrote(20, Set.of(Drawer.GRANT.key(new GrantId("grt_2")), Drawer.EPOCH_CURSOR.key()));
        use();
        assertEquals(1 + concerning.size(), ledger.evaluations.get(), "what concerns others is not asked for again");
        assertEquals(-1, promised.get());
    }

    @Test
    void whoever_asks_under_a_key_after_the_block_that_revoked_it_waits_for_the_books() {
        news.wrote(9, Set.of(Drawer.GRANT_KEY.key(Digest.of("key"))));

        assertEquals(9, promised.get());
    }

    private void use() {
        allowances
                .reserve(new Allowances.Wish(GRANT, FakeLedger.ASSET, FakeLedger.METER, Terms.Purpose.COMMERCIAL), 1)
                .close();
    }

    private ReadModel readModel() {
        return (ReadModel) Proxy.newProxyInstance(
                ReadModel.class.getClassLoader(), new Class<?>[] {ReadModel.class}, (proxy, method, arguments) -> {
                    assertEquals("promise", method.getName());
                    promised.set((Long) arguments[0]);
                    return null;
                });
    }
}
