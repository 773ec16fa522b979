package org.stemma.client.story;

import org.stemma.api.Money;
import org.stemma.api.Ppm;
import org.stemma.api.asset.AssetVersion;
import org.stemma.api.license.Presets;
import org.stemma.api.license.Terms;

/** The story's figures, each for a reason. */
final class Figures {
    static final String CURRENCY = "XTS";
    static final Money LAB_DEPOSIT = Money.of(CURRENCY, "80");
    static final Money STUDIO_DEPOSIT = Money.of(CURRENCY, "120");

    /** The library that asks a fee for training, and which. */
    static final String PRICED_LIBRARY = "h2";

    static final Money TRAINING_FEE = Money.of(CURRENCY, "25");
    static final Ppm UPSTREAM = new Ppm(20_000);
    static final Ppm UPSTREAM_PRICED = new Ppm(30_000);
    static final Ppm RESEARCH = new Ppm(300_000);
    static final Ppm DATA = new Ppm(200_000);

    static final int COMPLETIONS = 1_000;
    static final int BYTES = 96;
    static final int LEAST_BYTES = 64;

    /** Less than one completion more than what the story uses: the next call is beyond it. */
    static final long QUOTA = (long) COMPLETIONS * BYTES + BYTES / 2;

    /** One unit per 2,700 bytes never comes out even: the remainder is carried, nothing is rounded. */
    static final Money RATE = Money.of(CURRENCY, "1");

    static final long PER_BYTES = 2_700;
    static final Money PREPAY = Money.of(CURRENCY, "60");
    static final long TERM_SECONDS = 86_400;

    /** The grant that expires while the story watches. */
    static final long SHORT_TERM_SECONDS = 6;

    static final Money SHORT_PREPAY = Money.of(CURRENCY, "1");

    /** What the treasury takes of what comes from outside, and what the council makes of that. */
    static final Ppm FEE = new Ppm(50_000);

    static final Ppm LOWER_FEE = new Ppm(40_000);

    static final long UNITS = 1_000_000;
    static final long SOLD_UNITS = 400_000;
    static final Money SALE_PRICE = Money.of(CURRENCY, "30");
    static final Money INVESTOR_DEPOSIT = Money.of(CURRENCY, "50");

    /** The batch job's usage, once before and once after the sale of shares. */
    static final long BATCH_BYTES = 20_000;

    static final Money BATCH_PREPAY = Money.of(CURRENCY, "20");
    private static final long BATCH_QUOTA = 100_000;

    private Figures() {}

    static Terms batch() {
        return Presets.commercialPerUnit(RATE, PER_BYTES, Terms.Unit.OUTPUT_BYTE, BATCH_QUOTA, TERM_SECONDS);
    }

    static Terms perUnit() {
        return Presets.commercialPerUnit(RATE, PER_BYTES, Terms.Unit.OUTPUT_BYTE, QUOTA, TERM_SECONDS);
    }

    static Terms expiring() {
        return Presets.commercialPerUnit(RATE, PER_BYTES, Terms.Unit.OUTPUT_BYTE, QUOTA, SHORT_TERM_SECONDS);
    }

    static Terms training(Library library) {
        return isPriced(library) ? Presets.trainPriced(TRAINING_FEE, UPSTREAM_PRICED) : Presets.trainFree(UPSTREAM);
    }

    static boolean isPriced(Library library) {
        return library.slug().equals(PRICED_LIBRARY);
    }

    static String percent(AssetVersion.Contributor contributor) {
        return contributor.share().value() / 10_000 + " %";
    }
}
