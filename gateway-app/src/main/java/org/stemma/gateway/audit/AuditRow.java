package org.stemma.gateway.audit;

import java.time.Instant;
import java.util.Optional;

/**
 * One request as it is remembered.
 *
 * @param n its number in the log, without gaps
 * @param at when it was answered
 * @param asker an API key's id, a token's subject and issuer, or a grant; absent if none was accepted
 * @param route the path's template, with names where ids stand
 * @param target the ids, of what was answered
 * @param request the Idempotency-Key
 * @param transaction what a write became
 * @param code why it was refused
 * @param detail the facts of the refusal, as its problem told them
 * @param remote the address that it came from, as the gateway sees it
 * @param omitted refusals without an identity's key that were not noted before this one, because there were too many
 */
public record AuditRow(
        long n,
        Instant at,
        Optional<String> asker,
        Optional<String> identity,
        String organisation,
        String method,
        String route,
        Optional<String> target,
        Optional<String> request,
        Optional<String> transaction,
        long status,
        Optional<String> code,
        Optional<String> detail,
        String remote,
        long millis,
        long omitted) {
    /** What is left of a row that can't be written: nothing in it came from outside. */
    AuditRow stub() {
        return new AuditRow(
                0,
                at,
                Optional.empty(),
                Optional.empty(),
                organisation,
                "?",
                "?",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                status,
                Optional.empty(),
                Optional.empty(),
                "?",
                millis,
                omitted);
    }

    AuditRow numbered(long number) {
        return new AuditRow(
                number,
                at,
                asker,
                identity,
                organisation,
                method,
                route,
                target,
                request,
                transaction,
                status,
                code,
                detail,
                remote,
                millis,
                omitted);
    }
}
