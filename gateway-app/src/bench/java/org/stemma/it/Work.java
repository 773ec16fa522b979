package org.stemma.it;

import org.hyperledger.fabric.client.Proposal;

/** One kind of transaction, as often as it is asked for. */
interface Work {
    /** A word of small letters: the metric is named after it. */
    String name();

    /** The next proposal of a lane. A lane has one transaction under way at most, so its own keys are its alone. */
    Proposal next(int lane);
}
