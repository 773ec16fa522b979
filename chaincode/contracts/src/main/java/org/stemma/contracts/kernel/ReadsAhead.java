package org.stemma.contracts.kernel;

import java.util.List;

/** A stub that can fetch several keys from the peer without coming back after each. */
public interface ReadsAhead {
    /**
     * Says which keys the transaction will read next, all of them, and each once. It must not depend on anything but what
     * all endorsers know: what is read ahead is read.
     */
    void readAhead(List<String> keys);
}
