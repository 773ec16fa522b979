package org.stemma.contracts.usage;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.hyperledger.fabric.contract.annotation.Contract;
import org.hyperledger.fabric.contract.annotation.Transaction;
import org.stemma.api.MeterId;
import org.stemma.api.Outcome;
import org.stemma.api.Refused;
import org.stemma.api.account.Receipt;
import org.stemma.api.license.Grant;
import org.stemma.api.license.LicenseEvent;
import org.stemma.api.license.LicenseRefusal;
import org.stemma.api.license.Terms;
import org.stemma.api.member.Meter;
import org.stemma.api.member.Role;
import org.stemma.api.usage.UsageCommand;
import org.stemma.api.usage.UsageEvent;
import org.stemma.api.usage.UsageLine;
import org.stemma.api.usage.UsageRefusal;
import org.stemma.api.usage.UsageReport;
import org.stemma.contracts.account.Accounts;
import org.stemma.contracts.account.Lanes;
import org.stemma.contracts.kernel.Handling;
import org.stemma.contracts.kernel.RoomContract;
import org.stemma.contracts.kernel.Tx;
import org.stemma.contracts.license.LicenseBook;
import org.stemma.contracts.license.LicenseRules;
import org.stemma.contracts.member.MemberBook;
import org.stemma.contracts.member.MeterKeys;

/** The usage room's door. */
@Contract(name = "usage")
public final class UsageContract extends RoomContract {
    private static final Handling<UsageCommand.Report> REPORT =
            Handling.of(UsageCommand.Report.class, UsageContract::report).reading(UsageContract::reads);

    /** What is done with each command of this room. */
    public static List<Handling<?>> handlings() {
        return List.of(REPORT);
    }

    /** Accepts a report once: prices each line on the ledger and charges it to the meter's lane of the grant. */
    @Transaction
    public String report(Tx tx, String json) {
        return execute(tx, json, REPORT);
    }

    private static Outcome report(Tx tx, UsageCommand.Report command) {
        MeterId meter = command.meter();
        Meter.Key key = ownKey(tx, command);
        UsageBook book = new UsageBook(tx);
        if (!UsageRules.isRepeat(command, book.find(meter, command.sequence()))) {
            mustBeSigned(key, command);
            List<UsageReport.Charged> charged = command.lines().stream()
                    .map(line -> charge(tx, meter, line))
                    .toList();
            book.save(new UsageReport(meter, command.sequence(), charged, tx.now(), command.digest()));
            long units = command.lines().stream().mapToLong(UsageLine::units).sum();
            tx.tell(new UsageEvent.Reported(
                    meter, command.sequence(), command.lines().size(), units));
        }
        return Outcome.of(command.request());
    }

    /** What a report that is accepted reads. Refuses one that would be refused whatever is on the ledger. */
    private static List<String> reads(Tx tx, UsageCommand.Report command) {
        tx.caller().mustBe(Role.METER);
        UsageRules.mustBeWellFormed(command);
        return Stream.concat(
                        Stream.of(UsageBook.keyOf(command.meter(), command.sequence())),
                        command.lines().stream()
                                .flatMap(line -> Stream.of(
                                        LicenseBook.keyOf(line.grant()), Lanes.keyOf(line.grant(), command.meter()))))
                .toList();
    }

    /** The meter's key as its first grant has it: its own record is read where that grant is none of its, or an old one. */
    private static Meter.Key ownKey(Tx tx, UsageCommand.Report command) {
        MeterId meter = command.meter();
        MemberBook members = new MemberBook(tx);
        Meter.Key key = new LicenseBook(tx)
                .find(command.lines().get(0).grant())
                .flatMap(grant -> grant.keyOf(meter))
                .orElseGet(() -> members.meter(meter).key());
        members.mustBeOwn(meter, key);
        return key;
    }

    private static void mustBeSigned(Meter.Key key, UsageCommand.Report command) {
        String statement = UsageCommand.Report.statement(command.meter(), command.sequence(), command.lines());
        Refused.unless(
                MeterKeys.verifies(key, statement, command.signature()),
                UsageRefusal.SIGNATURE_INVALID,
                "meter",
                command.meter());
    }

    private static UsageReport.Charged charge(Tx tx, MeterId meter, UsageLine line) {
        LicenseBook licenses = new LicenseBook(tx);
        Grant grant = licenses.grant(line.grant());
        LicenseRules.mustName(grant, meter);
        LicenseRules.mustPayFor(grant, line.from(), tx.charter());
        LicenseRules.mustPayFor(grant, line.until(), tx.charter());
        Refused.unless(!grant.lanesReleased(), LicenseRefusal.LANES_RELEASED, "grant", grant.id());
        Terms.Price.PerUnit price =
                UsageRules.priceOf(grant.terms(), grant.price().orElseGet(() -> licenses.terms(grant.terms())
                        .price()));
        long usagePeriod = UsageRules.periodOf(line, tx.charter(), tx.now(), tx.period());
        Accounts.Due due = new Accounts.Due(
                grant.asset(),
                grant.version(),
                usagePeriod,
                Receipt.Kind.USAGE,
                price.rate().with(0),
                Optional.of(grant.id()),
                Optional.empty());
        Lanes.Charged charged =
                new Lanes(tx).charge(grant.id(), meter, price.rate().nano(), price.perUnits(), line.units(), due);
        if (charged.owed().isPositive() && !grant.suspended()) {
            licenses.save(LicenseRules.suspend(grant));
            tx.tell(new LicenseEvent.GrantSuspended(grant.id()));
        }
        return new UsageReport.Charged(
                grant.id(), usagePeriod, line.events(), line.units(), charged.charge(), charged.owed());
    }
}
