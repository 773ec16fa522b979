package org.stemma.gateway.serving;

import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.stemma.api.AssetId;
import org.stemma.api.Codec;
import org.stemma.api.Command;
import org.stemma.api.CurrencyCode;
import org.stemma.api.GrantId;
import org.stemma.api.MeterId;
import org.stemma.api.Money;
import org.stemma.api.Outcome;
import org.stemma.api.Refusal;
import org.stemma.api.license.Authorization;
import org.stemma.api.license.LicenseRefusal;
import org.stemma.api.license.Terms;
import org.stemma.api.member.MemberCommand;
import org.stemma.api.usage.UsageCommand;
import org.stemma.api.usage.UsageLine;
import org.stemma.api.usage.UsageRefusal;
import org.stemma.api.usage.UsageReport;
import org.stemma.gateway.ledger.Attempt;
import org.stemma.gateway.ledger.Caller;
import org.stemma.gateway.ledger.Committed;
import org.stemma.gateway.ledger.Ledger;
import org.stemma.gateway.ledger.LedgerRefused;
import org.stemma.gateway.ledger.Submitted;

/** The ledger as far as a meter sees it: grants with quota and funds, reports once per sequence. One thread at a time. */
final class FakeLedger implements Ledger {
    static final CurrencyCode XTS = new CurrencyCode("XTS");
    static final AssetId ASSET = new AssetId("ast_1");
    static final MeterId METER = new MeterId("mtr_1");
    /** A period of the test's calendar in milliseconds. */
    static final long PERIOD_MILLIS = 1000;

    /** A grant and what its one lane holds. */
    static final class Lane {
        Instant validFrom = Instant.MIN;
        final GrantId id;
        final Terms.Price price;
        Optional<Long> units;
        long nano;
        /** What the purse holds, and below what the lane is filled from it. */
        long purse;

        long lowMark;
        long used;
        long carry;
        Optional<Instant> closedAt = Optional.empty();
        Optional<Instant> validUntil = Optional.empty();
        /** Refuses its lines without naming the grant, as a refusal of times does. */
        boolean rotten;

        boolean suspended;

        Lane(String id, Terms.Price price, Optional<Long> units, long nano) {
            this.id = new GrantId(id);
            this.price = price;
            this.units = units;
            this.nano = nano;
        }
    }

    final Map<GrantId, Lane> lanes = new ConcurrentHashMap<>();
    final Map<Long, UsageReport> reports = new TreeMap<>();
    final AtomicInteger evaluations = new AtomicInteger();
    final AtomicInteger registrations = new AtomicInteger();

    /** The time that transactions have. */
    Instant now = Instant.parse("9999-01-01T00:00:00Z");

    /** A period of this ledger's calendar, which may be another than the one by which usage was stamped. */
    long periodMillis = PERIOD_MILLIS;

    /** Called before a report is looked at; may throw. */
    Consumer<UsageCommand.Report> before = report -> {};
    /** Called after it was accepted; may throw. */
    Consumer<UsageCommand.Report> after = report -> {};

    private final AtomicInteger transactions = new AtomicInteger();

    Lane grant(String id, Terms.Price price, Optional<Long> units, long nano) {
        Lane lane = new Lane(id, price, units, nano);
        lanes.put(lane.id, lane);
        return lane;
    }

    /** A price of so many nano for so many bytes. */
    static Terms.Price perByte(long nano, long perUnits) {
        return new Terms.Price.PerUnit(Money.zero(XTS), new Money(XTS, nano), perUnits, Terms.Unit.OUTPUT_BYTE);
    }

    @Override
    public Submitted send(Caller caller, String function, Function<Attempt, ? extends Command> command) {
        Committed committed = submit(caller, function, command);
        return new Submitted(
                committed.transactionId(),
                committed.outcome(),
                java.util.concurrent.CompletableFuture.completedFuture(committed));
    }

    @Override
    public Committed submit(Caller caller, String function, Function<Attempt, ? extends Command> make) {
        Command command = make.apply(new Attempt(1));
        String transaction = "tx" + transactions.incrementAndGet();
        if (command instanceof MemberCommand.RegisterMeter) {
            registrations.incrementAndGet();
            return new Committed(transaction, 1, Outcome.of(METER), true);
        }
        UsageCommand.Report report = (UsageCommand.Report) command;
        before.accept(report);
        accept(report);
        after.accept(report);
        return new Committed(transaction, 1, Outcome.of(report.request()), true);
    }

    /** What the chaincode does with a report: all of it or nothing. */
    synchronized void accept(UsageCommand.Report report) {
        UsageReport known = reports.get(report.sequence());
        if (known != null) {
            if (!known.command().equals(report.digest())) {
                throw refused(UsageRefusal.SEQUENCE_USED, "sequence", "" + report.sequence());
            }
            return;
        }
        report.lines().forEach(this::check);
        List<UsageReport.Charged> charged = new ArrayList<>();
        report.lines().forEach(line -> charged.add(charge(line)));
        reports.put(
                report.sequence(), new UsageReport(METER, report.sequence(), charged, Instant.EPOCH, report.digest()));
    }

    private void check(UsageLine line) {
        Lane lane = lanes.get(line.grant());
        if (lane == null) {
            throw refused(LicenseRefusal.GRANT_UNKNOWN, "grant", line.grant().value());
        }
        if (lane.rotten || line.units() < line.events() || line.until().isBefore(line.from())) {
            throw refused(UsageRefusal.TIMES_INVALID, "from", line.from().toString());
        }
        if (periodOf(line.from()) != periodOf(line.until()) || line.until().isAfter(now)) {
            throw refused(UsageRefusal.TIMES_INVALID, "from", line.from().toString(), "now", now.toString());
        }
        if (line.from().isBefore(lane.validFrom)) {
            throw refused(
                    LicenseRefusal.EXPIRED,
                    "grant",
                    line.grant().value(),
                    "validFrom",
                    lane.validFrom.toString(),
                    "validUntil",
                    "");
        }
        lane.closedAt.ifPresent(end -> {
            if (!line.until().isBefore(end)) {
                throw refused(LicenseRefusal.GRANT_CLOSED, "grant", line.grant().value(), "closedAt", end.toString());
            }
        });
        if (lane.units.isPresent() && lane.units.get() < line.units()) {
            throw refused(LicenseRefusal.QUOTA_EXCEEDED, "grant", line.grant().value());
        }
    }

    Lane lane(GrantId grant) {
        return Objects.requireNonNull(lanes.get(grant));
    }

    /** What a gateway that has all blocks knows. */
    Reporter.Books books() {
        return new Reporter.Books() {
            @Override
            public Optional<UsageReport> report(long sequence) {
                return Optional.ofNullable(reports.get(sequence));
            }

            @Override
            public long lastSequence() {
                return reports.keySet().stream()
                        .mapToLong(Long::longValue)
                        .max()
                        .orElse(0);
            }

            @Override
            public long periodOf(Instant time) {
                return FakeLedger.this.periodOf(time);
            }
        };
    }

    UsageReport report(long sequence) {
        return Objects.requireNonNull(reports.get(sequence));
    }

    private UsageReport.Charged charge(UsageLine line) {
        Lane lane = lane(line.grant());
        Terms.Price.PerUnit price = (Terms.Price.PerUnit) lane.price;
        BigInteger[] exact = BigInteger.valueOf(price.rate().nano())
                .multiply(BigInteger.valueOf(line.units()))
                .add(BigInteger.valueOf(lane.carry))
                .divideAndRemainder(BigInteger.valueOf(price.perUnits()));
        long charge = exact[0].longValueExact();
        long after = lane.nano - charge;
        long filled = after < lane.lowMark ? Math.min(2 * lane.lowMark - after, lane.purse) : 0;
        lane.purse -= filled;
        lane.nano += filled;
        long paid = Math.min(charge, lane.nano);
        lane.used += line.units();
        lane.carry = exact[1].longValueExact();
        lane.nano -= paid;
        lane.units = lane.units.map(left -> left - line.units());
        lane.suspended |= paid < charge;
        return new UsageReport.Charged(
                line.grant(),
                periodOf(line.from()),
                line.events(),
                line.units(),
                new Money(XTS, charge),
                new Money(XTS, charge - paid));
    }

    long periodOf(Instant time) {
        return Math.floorDiv(time.toEpochMilli(), periodMillis);
    }

    @Override
    public <T> T evaluate(Caller caller, String function, Class<T> answer, String... arguments) {
        return answer.cast(authorize(Codec.decode(arguments[0], Authorization.Question.class)));
    }

    synchronized Authorization authorize(Authorization.Question question) {
        evaluations.incrementAndGet();
        Lane lane = lanes.get(question.grant());
        if (lane == null) {
            throw refused(
                    LicenseRefusal.GRANT_UNKNOWN, "grant", question.grant().value());
        }
        if (lane.closedAt.isPresent()) {
            throw refused(LicenseRefusal.GRANT_CLOSED, "grant", question.grant().value());
        }
        if (lane.suspended) {
            throw refused(
                    LicenseRefusal.GRANT_SUSPENDED, "grant", question.grant().value());
        }
        if (question.purpose() == Terms.Purpose.ACADEMIC) {
            throw refused(
                    LicenseRefusal.PURPOSE_DENIED, "grant", question.grant().value());
        }
        if (lane.units.isPresent() && lane.units.get() < question.units()) {
            throw refused(
                    LicenseRefusal.QUOTA_EXCEEDED, "grant", question.grant().value());
        }
        return new Authorization(
                question.grant(),
                question.asset(),
                1,
                METER,
                lane.price,
                lane.units,
                Optional.of(new Money(XTS, Math.addExact(lane.nano, lane.purse))),
                lane.validUntil);
    }

    static LedgerRefused refused(Refusal refusal, String... facts) {
        TreeMap<String, String> named = new TreeMap<>();
        for (int i = 0; i < facts.length; i += 2) {
            named.put(facts[i], facts[i + 1]);
        }
        return new LedgerRefused(refusal, named);
    }
}
