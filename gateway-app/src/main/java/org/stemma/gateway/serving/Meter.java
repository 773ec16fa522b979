package org.stemma.gateway.serving;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stemma.api.MeterId;
import org.stemma.api.Refused;
import org.stemma.api.RequestId;
import org.stemma.api.member.MemberCommand;
import org.stemma.api.member.Role;
import org.stemma.api.usage.UsageCommand;
import org.stemma.api.usage.UsageLine;
import org.stemma.gateway.ledger.Caller;
import org.stemma.gateway.ledger.Callers;
import org.stemma.gateway.ledger.Committed;
import org.stemma.gateway.ledger.Ledger;

/** This gateway copy's meter as the ledger knows it: its key, its id, and what it says there. */
final class Meter {
    private final MeterKey key;
    private final MeterLog log;
    private final Ledger ledger;
    private final Callers callers;
    private final String name;
    private volatile @Nullable MeterId known;

    Meter(MeterKey key, MeterLog log, Ledger ledger, Callers callers, String name) {
        this.key = key;
        this.log = log;
        this.ledger = ledger;
        this.callers = callers;
        this.name = name;
    }

    /** The id that the ledger gave, if it has been asked so far. */
    Optional<MeterId> id() {
        if (known == null) {
            known = log.meter().orElse(null);
        }
        return Optional.ofNullable(known);
    }

    /** The id; registers the key if that was not done yet. */
    MeterId registered() {
        return id().orElseGet(this::register);
    }

    private synchronized MeterId register() {
        Optional<MeterId> meanwhile = id();
        if (meanwhile.isPresent()) {
            return meanwhile.get();
        }
        // The request id is the key's, so whatever was sent before a crash is found and not repeated.
        RequestId request = new RequestId("meter-" + key.fingerprint());
        Committed committed = ledger.submit(
                caller(), "member:registerMeter", new MemberCommand.RegisterMeter(request, name, key.publicKey()));
        MeterId id = new MeterId(committed.outcome().id());
        log.registered(id);
        return id;
    }

    /** The identity that speaks for the meter. */
    Caller caller() {
        return callers.with(Role.METER)
                .orElseThrow(() -> Refused.because(ServingRefusal.METER_NOT_READY, "role", "meter"));
    }

    /** Whether the gateway holds an identity that may speak for a meter. */
    boolean possible() {
        return callers.with(Role.METER).isPresent();
    }

    Committed report(long sequence, List<UsageLine> lines) {
        MeterId id = registered();
        String signature = key.sign(UsageCommand.Report.statement(id, sequence, lines));
        RequestId request = UsageCommand.Report.requestId(id, sequence);
        return ledger.submit(
                caller(), "usage:report", new UsageCommand.Report(request, id, sequence, lines, signature));
    }
}
