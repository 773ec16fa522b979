package org.stemma.gateway.books;

import java.util.List;
import java.util.Optional;
import org.stemma.api.account.Receipt;
import org.stemma.api.royalty.Payable;
import org.stemma.api.royalty.Settlement;

/**
 * Why a party is owed something: the payable, the settlement that made it, and the receipts that were settled.
 *
 * @param transaction that made the payable
 * @param claimed by which transaction it was claimed; absent while it is open
 * @param group of the settlement from which the payable comes, with the proportions that were applied to it
 * @param receipts of the group, the first {@value #MAX_RECEIPTS}; {@code GET /v1/receipts} has all of them
 */
record Accrual(
        Payable payable,
        String state,
        String transaction,
        long block,
        Optional<Claim> claimed,
        Optional<SettledGroup> group,
        List<Source> receipts,
        boolean receiptsComplete) {
    static final int MAX_RECEIPTS = 100;

    record Claim(String transaction, long block) {}

    /** A group of receipts that were settled alike, and how its gross was divided. */
    record SettledGroup(String settlement, int index, Settlement.Group group, Settlement.Applied applied) {}

    /** A receipt and the transaction that wrote it. */
    record Source(Receipt receipt, String transaction) {
        static Source of(Receipt receipt) {
            // A receipt's id is its transaction's, a dot and a number.
            return new Source(receipt, receipt.id().substring(0, receipt.id().indexOf('.')));
        }
    }
}
