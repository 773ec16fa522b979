package org.stemma.gateway.ledger;

import java.util.Set;

/**
 * Who must endorse a transaction beside the caller's own organisation.
 *
 * @param owners other organisations of whose records the transaction changes one
 * @param quorum how many organisations in all
 */
record Consent(Set<String> owners, Quorum quorum) {
    static final Consent MAJORITY = new Consent(Set.of(), Quorum.MAJORITY);
    static final Consent COUNCIL = new Consent(Set.of(), Quorum.TWO_THIRDS);

    enum Quorum {
        MAJORITY {
            @Override
            int of(int members) {
                return members / 2 + 1;
            }
        },
        TWO_THIRDS {
            @Override
            int of(int members) {
                return (2 * members + 2) / 3;
            }
        };

        abstract int of(int members);
    }

    Consent {
        owners = Set.copyOf(owners);
    }

    static Consent with(String owner) {
        return new Consent(Set.of(owner), Quorum.MAJORITY);
    }
}
