package org.stemma.it;

import java.util.List;

/**
 * The members that the load is spread over: lane after lane another one, as real traffic comes from all of them. What a
 * lane does goes through its member's peer and is endorsed there and by the next member: a majority of three.
 */
final class Members {
    private static final List<String> ALL = Chaincode.ALL;

    private Members() {}

    static List<String> all() {
        return ALL;
    }

    static String of(int lane) {
        return pick(ALL, lane);
    }

    /** The one of a lane's member, of a list with one for each. */
    static <T> T pick(List<T> ofEach, int lane) {
        return ofEach.get(lane % ALL.size());
    }

    static List<String> endorsing(int lane) {
        return List.of(of(lane), of(lane + 1));
    }
}
