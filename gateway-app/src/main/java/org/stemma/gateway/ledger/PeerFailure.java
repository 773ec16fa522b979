package org.stemma.gateway.ledger;

import io.grpc.Status;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.hyperledger.fabric.client.GatewayException;
import org.hyperledger.fabric.protos.gateway.ErrorDetail;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a peer's gateway service reported about endorsing or evaluating, by what can be done about it. Nothing was
 * written.
 */
record PeerFailure(
        RetryPolicy.Cause cause,
        Optional<LedgerRefused> refused,
        boolean saidByOthersOnly,
        List<String> named,
        Status status,
        String text) {
    private static final Logger LOG = LoggerFactory.getLogger(PeerFailure.class);

    /** The code of what no refusal explains: an invariant that is broken, or a peer that can't. */
    static final String FAILED = "gateway.ledger_failed";

    /** Refusals that a renewed command may not meet again: they speak of time, or of what the gateway had named. */
    private static final Set<String> OF_TIME = Set.of("kernel.epoch_closed", "kernel.time_behind", "kernel.time_ahead");

    /** What is lacking may have been paid at another member a moment ago. */
    private static final String FUNDS_SHORT = "account.funds_short";

    private static final Set<String> OF_WHAT_WAS_NAMED = Set.of("account.fold_unknown", FUNDS_SHORT);
    private static final int ABSENT = 404;

    /** How a peer says that endorsers came out with different results: they are at different heights. */
    private static final String DIFFERENT = "ProposalResponsePayloads do not match";

    static PeerFailure of(GatewayException failure, String ownOrganisation) {
        Optional<Refusals.Found> found = Refusals.in(failure);
        List<String> named = failure.getDetails().stream()
                .map(ErrorDetail::getMspId)
                .distinct()
                .toList();
        String text = text(failure);
        RetryPolicy.Cause cause = found.map(refusal -> cause(refusal, ownOrganisation))
                .orElseGet(() -> cause(failure.getStatus().getCode(), text));
        if (found.isEmpty()) {
            LOG.info("the peer reports {}: {}", failure.getStatus().getCode(), text);
        }
        boolean others = found.filter(refusal -> isSaidByOthersOnly(refusal, ownOrganisation))
                .isPresent();
        return new PeerFailure(cause, found.map(Refusals.Found::refused), others, named, failure.getStatus(), text);
    }

    private static RetryPolicy.Cause cause(Refusals.Found found, String ownOrganisation) {
        // Another peer may lag behind the own one.
        return isSaidByOthersOnly(found, ownOrganisation) ? RetryPolicy.Cause.LAG : cause(found.refused());
    }

    /** What can be done about a refusal that the own peer shares. */
    static RetryPolicy.Cause cause(LedgerRefused refused) {
        if (OF_TIME.contains(refused.code())) {
            return RetryPolicy.Cause.TIME;
        } else if (refused.code().equals(FUNDS_SHORT)) {
            return RetryPolicy.Cause.ON_ITS_WAY;
        }
        // The own peer may lag behind the gateway that wrote what is absent here.
        boolean lag = refused.status() == ABSENT || OF_WHAT_WAS_NAMED.contains(refused.code());
        return lag ? RetryPolicy.Cause.LAG : RetryPolicy.Cause.FINAL;
    }

    private static boolean isSaidByOthersOnly(Refusals.Found found, String ownOrganisation) {
        return !found.organisations().isEmpty() && !found.organisations().contains(ownOrganisation);
    }

    private static RetryPolicy.Cause cause(Status.Code code, String text) {
        if (text.contains(DIFFERENT)) {
            return RetryPolicy.Cause.CONFLICT;
        } else if (text.contains("too many requests")) {
            return RetryPolicy.Cause.OVERLOAD;
        }
        return switch (code) {
            case UNAVAILABLE, FAILED_PRECONDITION, ABORTED, DEADLINE_EXCEEDED -> RetryPolicy.Cause.ENDORSERS;
            case RESOURCE_EXHAUSTED -> RetryPolicy.Cause.OVERLOAD;
            default -> RetryPolicy.Cause.FINAL;
        };
    }

    private static String text(GatewayException failure) {
        return Stream.concat(
                        Stream.ofNullable(failure.getStatus().getDescription()),
                        failure.getDetails().stream().map(detail -> detail.getMspId() + ": " + detail.getMessage()))
                .reduce((left, right) -> left + "; " + right)
                .orElse("no description");
    }

    /** Of the organisations that were asked, those to avoid for a while: all, if the peer told of none. */
    Collection<String> unreachable(List<String> asked) {
        if (cause != RetryPolicy.Cause.ENDORSERS) {
            return List.of();
        }
        List<String> told = told(asked);
        return told.isEmpty() ? asked : told;
    }

    /** Whether the command named what is not there any more, or not yet. */
    boolean isOfWhatWasNamed() {
        return refused.filter(one -> OF_WHAT_WAS_NAMED.contains(one.code())).isPresent();
    }

    /** Whether those that were asked came out with different results. */
    boolean isDifference() {
        return text.contains(DIFFERENT);
    }

    /** Whether the own peer is away, through which all are asked. */
    boolean isOwnPeerAway() {
        return cause == RetryPolicy.Cause.ENDORSERS && named.isEmpty() && !text.contains("org(s)");
    }

    /** Those that the peer told of; of an organisation that has no peer now, only the sentence tells. */
    private List<String> told(List<String> asked) {
        return named.isEmpty() ? asked.stream().filter(text::contains).toList() : named;
    }

    /** What the caller is told, who asked these organisations because some of them own what would change. */
    LedgerFailure toCaller(List<String> asked, Collection<String> owners) {
        List<String> missing = told(asked).stream().filter(owners::contains).toList();
        if (cause != RetryPolicy.Cause.ENDORSERS || missing.isEmpty()) {
            return toCaller();
        }
        return consentUnavailable(missing);
    }

    private static LedgerUnavailable consentUnavailable(List<String> missing) {
        return new LedgerUnavailable(
                "gateway.consent_unavailable",
                "The peer of a member whose consent this needs can't be reached now; nothing was written.",
                Map.of("organisations", String.join(", ", missing)));
    }

    LedgerFailure toCaller() {
        if (refused.isPresent()) {
            return refused.get();
        }
        if (cause == RetryPolicy.Cause.FINAL) {
            LOG.error("the ledger failed: {} {}", status.getCode(), text);
            return new LedgerUnavailable(
                    FAILED,
                    "The ledger could not carry this out.",
                    Map.of("status", status.getCode().name()));
        }
        return unavailable(status);
    }

    /** What a caller is told who waited for the own peer in vain. */
    static LedgerUnavailable ownAway() {
        return unavailable(Status.UNAVAILABLE);
    }

    /** Likewise of an organisation without which it can't be endorsed. */
    static LedgerUnavailable away(String organisation, Collection<String> owners) {
        return owners.contains(organisation) ? consentUnavailable(List.of(organisation)) : ownAway();
    }

    private static LedgerUnavailable unavailable(Status status) {
        return new LedgerUnavailable(
                "gateway.ledger_unavailable",
                "Not enough members' peers can be reached now; nothing was written.",
                Map.of("status", status.getCode().name()));
    }
}
