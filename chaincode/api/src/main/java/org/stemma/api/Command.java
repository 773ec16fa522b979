package org.stemma.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a client asks the ledger to do, under a request id that the client chose. */
public interface Command extends Document {
    /** Names the request: the same again under one id is answered, another one under it is refused. */
    RequestId request();

    /**
     * The digest by which a repeated command is recognised. The credits that a spend folds are left out: they are a hint
     * about the ledger's state, which a retry may have to give anew.
     */
    default Digest digest() {
        Map<String, Object> members = Codec.members(this);
        members.remove("folds");
        List<Object> named = new ArrayList<>(List.of(getClass().getSimpleName(), members));
        return Digest.of(Codec.write(named));
    }
}
