package org.stemma.gateway.audit;

import static org.stemma.gateway.security.Allowed.Who.ROLES;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.stemma.api.member.Role;
import org.stemma.gateway.audit.AuditTable.Condition;
import org.stemma.gateway.readmodel.Page;
import org.stemma.gateway.security.Allowed;
import org.stemma.gateway.web.Malformed;
import org.stemma.gateway.web.Paging;
import org.stemma.gateway.web.Paging.Listing;

/** The audit log, for who administers and who audits. */
@RestController
class AuditController {
    private final AuditTable table;
    private final AuditLog log;

    AuditController(AuditTable table, AuditLog log) {
        this.table = table;
        this.log = log;
    }

    /** The newest first. */
    @GetMapping("/v1/audit")
    @Allowed(
            value = ROLES,
            roles = {Role.ADMIN, Role.AUDITOR},
            privateRows = true)
    Listing<AuditRow> rows(
            @RequestParam Optional<String> asker,
            @RequestParam Optional<String> identity,
            @RequestParam Optional<String> route,
            @RequestParam Optional<String> code,
            @RequestParam Optional<String> transaction,
            @RequestParam Optional<String> request,
            @RequestParam Optional<Instant> since,
            @RequestParam Optional<Instant> until,
            @RequestParam Optional<String> refused,
            Paging paging) {
        List<Condition> conditions = new ArrayList<>();
        asker.ifPresent(text -> conditions.add(new Condition("asker = ?", text)));
        identity.ifPresent(text -> conditions.add(new Condition("identity = ?", text)));
        route.ifPresent(text -> conditions.add(new Condition("route = ?", text)));
        code.ifPresent(text -> conditions.add(new Condition("code = ?", text)));
        transaction.ifPresent(text -> conditions.add(new Condition("tx = ?", text)));
        request.ifPresent(text -> conditions.add(new Condition("request = ?", text)));
        since.ifPresent(time -> conditions.add(new Condition("at_millis >= ?", time.toEpochMilli())));
        until.ifPresent(time -> conditions.add(new Condition("at_millis < ?", time.toEpochMilli())));
        refused.ifPresent(text -> conditions.add(new Condition(isTrue(text) ? "status >= ?" : "status < ?", 400)));
        paging.after().ifPresent(text -> conditions.add(new Condition("n < ?", number(text))));
        log.flush();
        List<AuditRow> found = table.list(conditions, paging.limit() + 1);
        List<AuditRow> page = found.stream().limit(paging.limit()).toList();
        return paging.listing(new Page<>(
                page,
                found.size() > page.size()
                        ? Optional.of(String.valueOf(page.get(page.size() - 1).n()))
                        : Optional.empty()));
    }

    /** Whether the rows that are kept are all there, as they were written. */
    @GetMapping("/v1/audit/verification")
    @Allowed(
            value = ROLES,
            roles = {Role.ADMIN, Role.AUDITOR})
    AuditTable.Verification verification() {
        log.flush();
        return table.verify();
    }

    private static boolean isTrue(String text) {
        if (!text.equals("true") && !text.equals("false")) {
            throw Malformed.at("refused", text, "true or false is expected");
        }
        return text.equals("true");
    }

    private static long number(String text) {
        if (!text.matches("[1-9][0-9]{0,17}")) {
            throw Malformed.at("cursor", "a cursor that an earlier page gave as next is expected");
        }
        return Long.parseLong(text);
    }
}
