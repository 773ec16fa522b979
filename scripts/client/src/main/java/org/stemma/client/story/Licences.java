package org.stemma.client.story;

import com.google.gson.JsonObject;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.stemma.api.Digest;
import org.stemma.api.Money;
import org.stemma.api.license.Terms.Purpose;
import org.stemma.client.gateway.Body;
import org.stemma.client.gateway.Gateway;
import org.stemma.client.gateway.Json;

/** Studio's grants for the model, and a key for each. */
record Licences(Licence perUnit, Licence expiring, Licence academic) {
    /** A grant and the key under which it is used. */
    record Licence(String grant, String key) {}

    static Licences buy(Cast cast, Model model, Teller teller) {
        teller.chapter("Studio buys licences for the model");
        Licence perUnit = buy(cast, model, "per-unit", model.perUnit(), Purpose.COMMERCIAL, Figures.PREPAY);
        teller.say("commercial, by the unit: " + Figures.RATE + " for " + Figures.PER_BYTES + " bytes, quota "
                + Figures.QUOTA + " bytes, " + Figures.PREPAY + " prepaid: grant " + perUnit.grant());
        Licence academic = buy(cast, model, "academic", model.academic(), Purpose.ACADEMIC, null);
        teller.say("academic, free: grant " + academic.grant());
        Licence expiring = buy(cast, model, "expiring", model.expiring(), Purpose.COMMERCIAL, Figures.SHORT_PREPAY);
        teller.say("one that expires after " + Figures.SHORT_TERM_SECONDS + " s: grant " + expiring.grant());
        return new Licences(perUnit, expiring, academic);
    }

    private static Licence buy(
            Cast cast, Model model, String slug, Digest terms, Purpose purpose, @Nullable Money prepay) {
        Gateway buyer = cast.studio().as("buyer");
        String grant = Desk.id(
                buyer,
                "/v1/grants",
                "grant:" + slug,
                new Body()
                        .with("licensee", cast.user().party())
                        .with("asset", model.asset())
                        .with("version", 1L)
                        .with("terms", terms)
                        .with("purpose", purpose)
                        .with("wallet", prepay == null ? null : cast.user().wallet())
                        .with("maxFee", prepay == null ? null : prepay.with(0))
                        .with("prepay", prepay)
                        .with("meters", List.of(model.meter())));
        String key = Json.text(Desk.write(buyer, "/v1/grants/" + grant + "/keys", "key:" + slug, new Body()), "key");
        return new Licence(grant, key);
    }

    static boolean isClosed(Cast cast, Licence licence) {
        JsonObject grant = cast.studio().as("buyer").object("/v1/grants/" + licence.grant());
        return Json.find(grant, "closedAt").isPresent();
    }

    /** When a grant ends by its own terms. */
    static Instant validUntil(Cast cast, Licence licence) {
        return Instant.parse(Json.text(
                Desk.patiently(() -> cast.studio().as("buyer").object("/v1/grants/" + licence.grant())), "validUntil"));
    }
}
