package org.stemma.gateway.royalty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.stemma.api.AssetId;
import org.stemma.api.Drawer;
import org.stemma.api.OrgId;
import org.stemma.api.account.Receipt;
import org.stemma.api.asset.Asset;
import org.stemma.api.member.Role;
import org.stemma.gateway.kernel.Epochs;
import org.stemma.gateway.ledger.Caller;
import org.stemma.gateway.ledger.Callers;
import org.stemma.gateway.ledger.LedgerUnavailable;
import org.stemma.gateway.readmodel.Page;
import org.stemma.gateway.readmodel.ReadModel;

/** Whom a pass of the agent reaches when some assets can't be settled. */
class SettlementAgentTest {
    private static final Caller CASHIER = new Caller(new OrgId("LabMSP"), "cashier", Set.of(Role.CASHIER));

    private final ReadModel readModel = mock(ReadModel.class);
    private final Settlements settlements = mock(Settlements.class);
    private final Callers callers = mock(Callers.class);
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Set<AssetId> failing = new HashSet<>();
    private final Set<String> beginnings = new HashSet<>();
    private final List<AssetId> tried = new ArrayList<>();
    private RuntimeException failure = new IllegalStateException("a test");
    private Instant now = Instant.EPOCH;
    private SettlementAgent agent = agent();

    private SettlementAgent agent() {
        return new SettlementAgent(readModel, mock(Epochs.class), settlements, callers, registry, new Clock() {
            @Override
            public ZoneOffset getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(java.time.ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now;
            }
        });
    }

    @BeforeEach
    void assets() {
        when(callers.organisation()).thenReturn(new OrgId("LabMSP"));
        List<Asset> assets = new ArrayList<>();
        for (int i = 1; i <= 5; i++) {
            Asset asset = mock(Asset.class);
            when(asset.id()).thenReturn(new AssetId("ast_" + i));
            assets.add(asset);
            beginnings.add(Drawer.after(Drawer.RECEIPT.range(asset(i), 0L)));
        }
        when(readModel.scan(eq(Drawer.ASSET), eq(Asset.class), any(), any(), any(), anyInt()))
                .thenAnswer(call -> {
                    Optional<String> after = call.getArgument(4);
                    return new Page<>(
                            assets.stream()
                                    .filter(asset -> after.isEmpty()
                                            || Drawer.ASSET.key(asset.id()).compareTo(after.get()) > 0)
                                    .toList(),
                            Optional.empty());
                });
        Receipt receipt = mock(Receipt.class);
        when(receipt.period()).thenReturn(1L);
        when(readModel.scan(eq(Drawer.RECEIPT), eq(Receipt.class), any(), any(), anyInt()))
                .thenAnswer(call -> {
                    Optional<String> after = call.getArgument(3);
                    boolean first = beginnings.contains(after.orElseThrow());
                    return new Page<>(first ? List.of(receipt) : List.of(), Optional.empty());
                });
        when(settlements.settle(any(), any(), anyLong(), any())).thenAnswer(call -> {
            AssetId asset = call.getArgument(1);
            tried.add(asset);
            if (failing.contains(asset)) {
                throw failure;
            }
            when(settlements.isPaid(asset, 1)).thenReturn(true);
            return null;
        });
    }

    private static AssetId asset(int i) {
        return new AssetId("ast_" + i);
    }

    private double metric(String name) {
        return registry.get(name).gauge().value();
    }

    @Test
    void an_asset_that_fails_holds_up_no_other_and_is_left_alone_longer_each_time() {
        failing.add(asset(1));
        agent.settleAll(CASHIER, 1);
        assertEquals(List.of(asset(1), asset(2), asset(3), asset(4), asset(5)), tried);
        assertEquals(1, metric("stemma.settlement.assets.failing"));
        assertEquals(1, metric("stemma.settlement.due.periods"));
        tried.clear();
        agent.settleAll(CASHIER, 1);
        assertEquals(List.of(), tried);
        now = now.plus(Duration.ofSeconds(10));
        agent.settleAll(CASHIER, 1);
        assertEquals(List.of(asset(1)), tried);
        now = now.plus(Duration.ofSeconds(10));
        agent.settleAll(CASHIER, 1);
        assertEquals(List.of(asset(1)), tried);
        failing.clear();
        now = now.plus(Duration.ofSeconds(10));
        agent.settleAll(CASHIER, 1);
        assertEquals(List.of(asset(1), asset(1)), tried);
        assertEquals(0, metric("stemma.settlement.assets.failing"));
    }

    @Test
    void while_the_ledger_is_away_a_pass_is_broken_off_and_goes_on_behind_it() {
        failing.addAll(List.of(asset(1), asset(2), asset(3), asset(4), asset(5)));
        failure = new LedgerUnavailable("gateway.ledger_unavailable", "No.", Map.of());
        agent.settleAll(CASHIER, 1);
        assertEquals(List.of(asset(1), asset(2), asset(3)), tried);
        tried.clear();
        agent.settleAll(CASHIER, 1);
        assertEquals(List.of(asset(4), asset(5)), tried);
    }

    @Test
    void without_a_cashier_another_identity_settles() {
        Caller owner = new Caller(new OrgId("LabMSP"), "owner", Set.of(Role.OWNER));
        Caller auditor = new Caller(new OrgId("LabMSP"), "auditor", Set.of(Role.AUDITOR));
        when(callers.with(Role.CASHIER)).thenReturn(Optional.empty());
        when(callers.all()).thenReturn(List.of(auditor, owner));
        assertEquals(Optional.of(owner), agent.who());
        when(callers.with(Role.CASHIER)).thenReturn(Optional.of(CASHIER));
        assertEquals(Optional.of(CASHIER), agent.who());
        when(callers.with(Role.CASHIER)).thenReturn(Optional.empty());
        when(callers.all()).thenReturn(List.of(auditor));
        assertEquals(Optional.empty(), agent.who());
    }
}
