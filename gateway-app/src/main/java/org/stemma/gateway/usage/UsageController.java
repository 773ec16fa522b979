package org.stemma.gateway.usage;

import static org.stemma.gateway.security.Allowed.Who.MEMBER;
import static org.stemma.gateway.security.Allowed.Who.ROLES;

import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.stemma.api.MeterId;
import org.stemma.api.member.Role;
import org.stemma.api.usage.UsageCommand;
import org.stemma.api.usage.UsageReport;
import org.stemma.gateway.security.Allowed;
import org.stemma.gateway.web.Paging;
import org.stemma.gateway.web.Paging.Listing;
import org.stemma.gateway.web.Submissions;
import org.stemma.gateway.web.Write;
import org.stemma.gateway.web.Writes;
import org.stemma.gateway.web.Written;

/** Usage reports. */
@RestController
class UsageController {
    private final UsageQueries usage;
    private final Submissions submissions;

    UsageController(UsageQueries usage, Submissions submissions) {
        this.usage = usage;
        this.submissions = submissions;
    }

    @PostMapping("/v1/meters/{meter}/reports")
    @Allowed(
            value = ROLES,
            roles = {Role.METER})
    @Writes(function = "usage:report", command = UsageCommand.Report.class)
    ResponseEntity<Written> report(Write write) {
        return submissions.submit(write, "usage:report", UsageCommand.Report.class);
    }

    @GetMapping("/v1/usage-reports")
    @Allowed(MEMBER)
    Listing<UsageReport> reports(@RequestParam MeterId meter, Paging paging) {
        return paging.listing(usage.reports(meter, paging));
    }
}
