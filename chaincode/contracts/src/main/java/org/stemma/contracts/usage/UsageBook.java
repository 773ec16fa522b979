package org.stemma.contracts.usage;

import java.util.Optional;
import org.stemma.api.Drawer;
import org.stemma.api.MeterId;
import org.stemma.api.usage.UsageReport;
import org.stemma.contracts.kernel.Session;
import org.stemma.contracts.kernel.Tx;

/** The usage room's drawer: reports, by meter and sequence. */
final class UsageBook {
    private final Session session;

    UsageBook(Tx tx) {
        this.session = tx.session();
    }

    static String keyOf(MeterId meter, long sequence) {
        return Drawer.USAGE_REPORT.key(meter, sequence);
    }

    Optional<UsageReport> find(MeterId meter, long sequence) {
        return session.find(Drawer.USAGE_REPORT, UsageReport.class, meter, sequence);
    }

    void save(UsageReport report) {
        session.save(Drawer.USAGE_REPORT, report, report.meter(), report.sequence());
    }
}
