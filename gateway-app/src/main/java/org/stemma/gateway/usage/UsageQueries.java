package org.stemma.gateway.usage;

import org.springframework.stereotype.Component;
import org.stemma.api.Drawer;
import org.stemma.api.MeterId;
import org.stemma.api.usage.UsageReport;
import org.stemma.gateway.readmodel.Page;
import org.stemma.gateway.readmodel.ReadModel;
import org.stemma.gateway.web.Paging;

/** What meters reported, as REST and pages show it. */
@Component
class UsageQueries {
    private final ReadModel readModel;

    UsageQueries(ReadModel readModel) {
        this.readModel = readModel;
    }

    Page<UsageReport> reports(MeterId meter, Paging paging) {
        return readModel.scan(
                Drawer.USAGE_REPORT,
                UsageReport.class,
                Drawer.USAGE_REPORT.range(meter),
                paging.after(),
                paging.limit());
    }
}
