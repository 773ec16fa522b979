package org.stemma.gateway.ledger;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hyperledger.fabric.client.GatewayException;
import org.hyperledger.fabric.protos.gateway.ErrorDetail;
import org.stemma.api.Codec;
import org.stemma.api.MalformedException;
import org.stemma.api.Refusal;
import org.stemma.api.account.AccountRefusal;
import org.stemma.api.asset.AssetRefusal;
import org.stemma.api.batch.BatchRefusal;
import org.stemma.api.governance.GovernanceRefusal;
import org.stemma.api.kernel.KernelRefusal;
import org.stemma.api.license.LicenseRefusal;
import org.stemma.api.member.MemberRefusal;
import org.stemma.api.royalty.RoyaltyRefusal;
import org.stemma.api.share.ShareRefusal;
import org.stemma.api.usage.UsageRefusal;

/** Finds the chaincode's refusal, {@code room.reason {facts}}, in what a peer's gateway reports. */
public final class Refusals {
    private static final Pattern FORM = Pattern.compile("([a-z]{2,20}\\.[a-z_]{2,40}) (\\{.*})", Pattern.DOTALL);

    private static final Map<String, Refusal> KNOWN = Stream.<Refusal[]>of(
                    KernelRefusal.values(),
                    MemberRefusal.values(),
                    AccountRefusal.values(),
                    AssetRefusal.values(),
                    LicenseRefusal.values(),
                    UsageRefusal.values(),
                    RoyaltyRefusal.values(),
                    ShareRefusal.values(),
                    GovernanceRefusal.values(),
                    BatchRefusal.values())
            .flatMap(Stream::of)
            .collect(Collectors.toUnmodifiableMap(Refusal::code, Function.identity()));

    /** What a newer chaincode refuses with a code that this gateway doesn't know is the caller's to look up. */
    private static final int STATUS_OF_UNKNOWN_CODE = 422;

    private Refusals() {}

    /** All reasons that the chaincode gives. */
    public static Collection<Refusal> known() {
        return KNOWN.values();
    }

    /** A refusal, and the organisations whose peers said so, if that is known. */
    record Found(LedgerRefused refused, List<String> organisations) {}

    static Optional<Found> in(GatewayException failure) {
        List<String> organisations = new ArrayList<>();
        Optional<LedgerRefused> first = Optional.empty();
        for (ErrorDetail detail : failure.getDetails()) {
            Optional<LedgerRefused> refused = in(detail.getMessage());
            if (refused.isPresent()) {
                organisations.add(detail.getMspId());
                first = first.or(() -> refused);
            }
        }
        String description = failure.getStatus().getDescription();
        if (first.isEmpty() && description != null) {
            first = in(description);
        }
        return first.map(refused -> new Found(refused, Collections.unmodifiableList(organisations)));
    }

    static Optional<LedgerRefused> in(String message) {
        Matcher matcher = FORM.matcher(message);
        if (!matcher.find()) {
            return Optional.empty();
        }
        SortedMap<String, String> facts = new TreeMap<>();
        try {
            Codec.members(matcher.group(2)).forEach((name, value) -> facts.put(name, String.valueOf(value)));
        } catch (MalformedException e) {
            return Optional.empty();
        }
        Refusal known = KNOWN.get(matcher.group(1));
        return Optional.of(
                known == null
                        ? new LedgerRefused(matcher.group(1), STATUS_OF_UNKNOWN_CODE, "The ledger refuses this.", facts)
                        : new LedgerRefused(known, facts));
    }
}
