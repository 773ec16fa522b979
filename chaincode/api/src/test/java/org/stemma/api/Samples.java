package org.stemma.api;

import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.stemma.api.account.AccountCommand;
import org.stemma.api.account.AccountId;
import org.stemma.api.asset.AssetCommand;
import org.stemma.api.asset.ContentTree;
import org.stemma.api.governance.FirstProcedure;
import org.stemma.api.governance.GovernanceCommand;
import org.stemma.api.governance.Inspection;
import org.stemma.api.governance.ParameterTable;
import org.stemma.api.kernel.Genesis;
import org.stemma.api.kernel.KernelCommand;
import org.stemma.api.license.Authorization;
import org.stemma.api.license.LicenseCommand;
import org.stemma.api.member.MemberCommand;
import org.stemma.api.royalty.RoyaltyCommand;
import org.stemma.api.usage.UsageCommand;

/** A value of any type of the language, made from its components. */
final class Samples {
    static final List<Class<?>> COMMANDS = List.of(
            KernelCommand.class,
            MemberCommand.class,
            AccountCommand.class,
            AssetCommand.class,
            LicenseCommand.class,
            UsageCommand.class,
            RoyaltyCommand.class,
            GovernanceCommand.class);

    private static final Map<Class<?>, Object> LEAVES = Map.ofEntries(
            Map.entry(String.class, "Text \"\u20ac\ud83c\udf33\" of letters"),
            Map.entry(long.class, 9_007_199_254_740_993L),
            Map.entry(Long.class, -7L),
            Map.entry(int.class, 70_000),
            Map.entry(Integer.class, -70_000),
            Map.entry(boolean.class, true),
            Map.entry(Instant.class, Instant.parse("2026-01-31T12:00:00.250Z")),
            Map.entry(BigInteger.class, BigInteger.TEN.pow(40).negate()),
            Map.entry(Money.class, Money.of("XTS", "12.000000001")),
            Map.entry(CurrencyCode.class, new CurrencyCode("XTS")),
            Map.entry(Digest.class, Digest.of("sample")),
            Map.entry(Ppm.class, new Ppm(123_456)),
            Map.entry(OrgId.class, new OrgId("LabMSP")),
            Map.entry(RequestId.class, new RequestId("order-7:1")),
            Map.entry(AccountId.class, new AccountId("wallet/wal_1")),
            Map.entry(PartyId.class, new PartyId("prt_1")),
            Map.entry(MeterId.class, new MeterId("mtr_1")),
            Map.entry(WalletId.class, new WalletId("wal_1")),
            Map.entry(WithdrawalId.class, new WithdrawalId("wdr_1")),
            Map.entry(AssetId.class, new AssetId("ast_1")),
            Map.entry(SaleId.class, new SaleId("sal_1")),
            Map.entry(ProposalId.class, new ProposalId("prp_1")),
            Map.entry(GrantId.class, new GrantId("grt_1")));

    private Samples() {}

    /** Every document that is written: records of drawers, commands, envelopes and answers. */
    static Stream<Class<?>> documents() {
        Stream<Class<?>> kept = Arrays.stream(Drawer.values()).map(Drawer::type);
        Stream<Class<?>> asked = COMMANDS.stream()
                .flatMap(family -> Arrays.stream(family.getPermittedSubclasses()))
                .filter(Command.class::isAssignableFrom);
        Stream<Class<?>> others = Stream.of(
                Envelope.class,
                Outcome.class,
                Genesis.class,
                Authorization.class,
                Authorization.Question.class,
                ContentTree.Manifest.class,
                FirstProcedure.class,
                Inspection.class,
                Inspection.Question.class,
                ParameterTable.class,
                ParameterTable.Question.class);
        return Stream.of(kept, asked, others).flatMap(types -> types).distinct();
    }

    static Object of(Type type) {
        if (type instanceof ParameterizedType generic) {
            return generic(generic);
        }
        Class<?> plain = (Class<?>) type;
        if (LEAVES.containsKey(plain)) {
            return LEAVES.get(plain);
        } else if (plain == DomainEvent.class) {
            throw new IllegalArgumentException("one of every event is asked for as a list");
        } else if (plain.isInterface()) {
            Class<?>[] members = plain.getPermittedSubclasses();
            return of(members[members.length - 1]);
        } else if (plain.isEnum()) {
            Object[] constants = plain.getEnumConstants();
            return constants[constants.length - 1];
        }
        return record(plain);
    }

    private static Object generic(ParameterizedType type) {
        Type[] of = type.getActualTypeArguments();
        if (type.getRawType() == Optional.class) {
            return Optional.of(of(of[0]));
        } else if (type.getRawType() == List.class) {
            return of[0] == DomainEvent.class ? events() : List.of(of(of[0]), of(of[0]));
        }
        return new TreeMap<>(Map.of(of(of[0]), of(of[1])));
    }

    private static List<Object> events() {
        List<Object> events = new ArrayList<>();
        for (Class<?> family : DomainEvent.FAMILIES) {
            for (Class<?> event : family.getPermittedSubclasses()) {
                events.add(of(event));
            }
        }
        return events;
    }

    private static Object record(Class<?> type) {
        try {
            RecordComponent[] components = type.getRecordComponents();
            Class<?>[] types =
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
            Constructor<?> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(Arrays.stream(components)
                    .map(component -> of(component.getGenericType()))
                    .toArray());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("no sample of " + type, e);
        }
    }
}
