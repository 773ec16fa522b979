package org.stemma.gateway.ledger;

import java.util.Set;

/**
 * Who must endorse a transaction.
 *
 * @param own whether the caller's own organisation must: it may change a record under that one's policy
 * @param owners other organisations of whose records the transaction changes one
 * @param quorum how many organisations in all
 */
record Consent(boolean own, Set<String> owners, Quorum quorum) {
    /** For what changes no record that has a policy of its own. */
    static final Consent ANY_MAJORITY = new Consent(false, Set.of(), Quorum.MAJORITY);

    static final Consent MAJORITY = new Consent(true, Set.of(), Quorum.MAJORITY);
    static final Consent COUNCIL = new Consent(true, Set.of(), Quorum.TWO_THIRDS);

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
        return new Consent(true, Set.of(owner), Quorum.MAJORITY);
    }
}
