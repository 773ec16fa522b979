package org.stemma.contracts.exactness;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.stemma.api.AssetId;
import org.stemma.api.GrantId;

/** What the operations that were played have made, by their numbers. */
final class Products {
    private final Map<Integer, Made> made = new ConcurrentHashMap<>();
    private final Map<Op.Kind, Map<Integer, Made>> madeByKind = new ConcurrentHashMap<>();
    private final Map<String, Integer> operationOf = new ConcurrentHashMap<>();

    /** Something that an operation made. */
    record Made(Op op, String id) {}

    /** An operation that others refer to has made nothing. */
    static final class Missing extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    void add(Op op, String id) {
        Made one = new Made(op, id);
        made.put(op.number(), one);
        madeByKind
                .computeIfAbsent(op.kind(), kind -> new ConcurrentSkipListMap<>())
                .put(op.number(), one);
        operationOf.put(id, op.number());
    }

    Made made(int operation) {
        return Optional.ofNullable(made.get(operation)).orElseThrow(Missing::new);
    }

    /** What operations of these kinds made, in the order of kinds and numbers. */
    List<Made> made(Op.Kind... kinds) {
        List<Made> found = new ArrayList<>();
        for (Op.Kind kind : kinds) {
            found.addAll(madeByKind.getOrDefault(kind, Map.of()).values());
        }
        return found;
    }

    /** The operation that made it. */
    Optional<Integer> operationOf(String id) {
        return Optional.ofNullable(operationOf.get(id));
    }

    AssetId asset(int operation) {
        return new AssetId(made(operation).id());
    }

    GrantId grant(int operation) {
        return new GrantId(made(operation).id());
    }

    int owner(int assetOperation) {
        return made(assetOperation).op().argument(0);
    }

    int licensee(int grantOperation) {
        return made(grantOperation).op().argument(1);
    }

    /** The operation that registered the asset of a grant. */
    int assetOf(int grantOperation) {
        return made(made(grantOperation).op().argument(0)).op().argument(0);
    }
}
