package org.stemma.api.account;

import java.time.Instant;
import org.stemma.api.AssetId;
import org.stemma.api.Document;
import org.stemma.api.Money;

/**
 * The treasury's fees of one step of a settlement, to be folded into the {@link Treasury}. Append-only, so that
 * settlements never wait for each other.
 *
 * @param id {@code TXID.N}, unique on the ledger
 * @param asset whose settlement it is
 * @param period the period that was settled
 */
public record TreasuryFee(String id, AssetId asset, long period, Money amount, Instant at) implements Document {}
