package org.stemma.client.story;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.stemma.api.AssetId;
import org.stemma.api.asset.AssetVersion.Parent;
import org.stemma.api.license.Terms.Purpose;
import org.stemma.client.content.Manifests;
import org.stemma.client.gateway.Body;
import org.stemma.client.gateway.Gateway;
import org.stemma.client.gateway.RefusedCall;

/** What is refused, each with its code. */
final class Refusals {
    /** Ledger times are whole transactions' times: a moment later there is no doubt. */
    private static final Duration AFTER_EXPIRY = Duration.ofMillis(500);

    private Refusals() {}

    static void unlicensed(Cast cast, Model model, List<Parent> parents, DataSet unlicensed, Teller teller)
            throws IOException {
        List<Parent> claimed = new ArrayList<>(parents);
        claimed.add(
                new Parent(new AssetId(unlicensed.asset()), 1, parents.get(0).grant()));
        Body body = Model.body(cast, Manifests.of(model.file()), List.of(), claimed);
        expect(
                "a model registered without a licence to train on "
                        + unlicensed.library().slug(),
                List.of("license.no_grant_for_parent", "license.other_asset"),
                () -> cast.lab().as("owner").post("/v1/assets", "story:unlicensed", body.members()),
                teller);
    }

    static void calls(Cast cast, Model model, Licences licences, long used, String prompt, Teller teller) {
        if (Licences.isClosed(cast, licences.perUnit())) {
            teller.say("the licences were closed before the story was broken off: no call can show more than that");
            return;
        }
        Gateway lab = cast.lab().gateway();
        long beyond = Math.max(Figures.BYTES, Figures.QUOTA - used + 1);
        expect(
                "a call of " + beyond + " bytes beyond the quota, of which " + (Figures.QUOTA - used) + " are left",
                List.of("license.quota_exceeded"),
                () -> lab.as(licences.perUnit().key())
                        .post(
                                Use.path(model),
                                "story:beyond-quota",
                                new Body()
                                        .with("prompt", prompt)
                                        .with("maxBytes", beyond)
                                        .with("purpose", Purpose.COMMERCIAL)
                                        .with("seed", 0L)
                                        .members()),
                teller);
        expect(
                "a call under the academic licence for a commercial purpose",
                List.of("license.purpose_denied", "license.action_denied"),
                () -> lab.as(licences.academic().key())
                        .post(
                                Use.path(model),
                                "story:academic-commercially",
                                Model.question(prompt, 0, Purpose.COMMERCIAL)),
                teller);
        Instant end = Licences.validUntil(cast, licences.expiring());
        Desk.pause(Duration.between(Instant.now(), end.plus(AFTER_EXPIRY)));
        expect(
                "a call after the licence has expired at " + end,
                List.of("license.expired"),
                () -> lab.as(licences.expiring().key())
                        .post(Use.path(model), "story:expired", Model.question(prompt, 0, Purpose.COMMERCIAL)),
                teller);
    }

    private static void expect(String what, List<String> codes, Runnable call, Teller teller) {
        RefusedCall refusal = Model.refused(call);
        if (!codes.contains(refusal.code())) {
            throw new StoryException(what + ": refused, but with " + refusal.getMessage() + " instead of " + codes);
        }
        teller.sum("refused, " + refusal.code() + " (" + refusal.status() + "): " + what);
    }
}
