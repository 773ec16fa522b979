package org.stemma.gateway.readmodel;

import java.time.Instant;
import java.util.Optional;
import org.stemma.api.Document;
import org.stemma.api.Drawer;
import org.stemma.api.Money;
import org.stemma.api.account.Credit;
import org.stemma.api.account.TreasuryFee;
import org.stemma.api.royalty.Payable;

/**
 * What lies beside an account until somebody takes it by its key: credits, payables, fees of the treasury. Whoever takes
 * some asks for the oldest of them, and for how much there is, however many there are.
 */
record Pending(Instant at, Money amount) {
    /** The drawer of a key whose record waits to be taken. */
    static Optional<Drawer> drawer(String key) {
        return Drawer.of(key)
                .filter(drawer -> drawer == Drawer.CREDIT || drawer == Drawer.PAYABLE || drawer == Drawer.TREASURY_FEE);
    }

    static Pending of(Drawer drawer, Document document) {
        return switch (drawer) {
            case CREDIT -> new Pending(((Credit) document).at(), ((Credit) document).amount());
            case PAYABLE -> new Pending(((Payable) document).at(), ((Payable) document).amount());
            case TREASURY_FEE -> new Pending(((TreasuryFee) document).at(), ((TreasuryFee) document).amount());
            default -> throw new IllegalArgumentException(drawer + " holds nothing that waits");
        };
    }

    /** What the keys of all that lie beside the same account begin with, as {@link Drawer#range} makes it. */
    static String range(String key) {
        return key.substring(0, key.lastIndexOf('/') + 1);
    }
}
