package org.stemma.contracts.bench;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.hyperledger.fabric.shim.ChaincodeStub;
import org.stemma.api.OrgId;
import org.stemma.api.kernel.Charter.Membership;
import org.stemma.contracts.kernel.KeyPolicies;

/**
 * The plain twin of a real transaction: as many gets, puts and policies, on keys and values of the same lengths, and an
 * event and an answer of the same lengths, without anything that gives them a meaning.
 *
 * <p>As text: a name, the bytes of event and answer, and its steps, separated by spaces.
 */
public record Twin(String name, int eventBytes, int answerBytes, List<Step> steps) {
    private static final Membership MEMBERS =
            new Membership(1, List.of(new OrgId("ArchiveMSP"), new OrgId("LabMSP"), new OrgId("StudioMSP")));

    /** Text that does not compress, so that the store has as much to write as it seems. */
    private static final byte[] NOISE = noise(1 << 17);

    private static final int MAX_VALUE = 1 << 16;

    /** A key that is there, the same for all lanes: read. */
    public static final char SHARED = 'r';

    /** A key that is not there: read. */
    public static final char ABSENT = 'a';

    /** A key of the lane's own: read and written. */
    public static final char UPDATE = 'u';

    /** A key that was never there: read and written. */
    public static final char CREATE = 'c';

    /** A key that was never there: written. */
    public static final char WRITE = 'w';

    /**
     * One key and what is done to it.
     *
     * @param guarded whether the key has a policy of its own, or gets one where the transaction makes it
     */
    public record Step(char kind, int keyLength, int readBytes, int writtenBytes, boolean guarded) {
        boolean reads() {
            return kind != WRITE;
        }

        boolean writes() {
            return kind == UPDATE || kind == CREATE || kind == WRITE;
        }

        boolean isThere() {
            return kind == SHARED || kind == UPDATE;
        }

        @Override
        public String toString() {
            return kind + "." + keyLength + "." + readBytes + "." + writtenBytes + (guarded ? ".g" : "");
        }

        static Step parse(String text) {
            String[] parts = text.split("\\.", -1);
            return new Step(
                    parts[0].charAt(0),
                    Integer.parseInt(parts[1]),
                    Integer.parseInt(parts[2]),
                    Integer.parseInt(parts[3]),
                    parts.length > 4);
        }
    }

    @Override
    public String toString() {
        return name + " " + eventBytes + " " + answerBytes + " "
                + steps.stream().map(Step::toString).collect(Collectors.joining(" "));
    }

    static Twin parse(String text) {
        String[] words = text.split(" ", -1);
        List<Step> steps = new ArrayList<>();
        for (int i = 3; i < words.length; i++) {
            steps.add(Step.parse(words[i]));
        }
        return new Twin(words[0], Integer.parseInt(words[1]), Integer.parseInt(words[2]), steps);
    }

    /** Reads first, then writes, as the product's session does. */
    String run(ChaincodeStub stub, String lane) {
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i).reads()) {
                read(stub, i, lane);
            }
        }
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i).writes()) {
                write(stub, i, lane);
            }
        }
        if (eventBytes > 0) {
            stub.setEvent(name, bytes(stub, 0, eventBytes));
        }
        return new String(bytes(stub, 1, answerBytes), StandardCharsets.UTF_8);
    }

    private void read(ChaincodeStub stub, int index, String lane) {
        Step step = steps.get(index);
        byte[] value = stub.getState(key(stub, index, lane));
        int found = BenchContract.isPresent(value) ? value.length : 0;
        int wanted = step.isThere() ? step.readBytes() : 0;
        // An update is as long as the last one wrote it.
        if (found != wanted && !(step.kind() == UPDATE && found == step.writtenBytes())) {
            throw new IllegalStateException("step " + index + " found " + found + " bytes, not " + wanted);
        }
    }

    private void write(ChaincodeStub stub, int index, String lane) {
        Step step = steps.get(index);
        String key = key(stub, index, lane);
        stub.putState(key, bytes(stub, index, step.writtenBytes()));
        if (step.guarded() && step.kind() != UPDATE) {
            stub.setStateValidationParameter(key, KeyPolicies.ownerAndOthers(new OrgId("LabMSP"), MEMBERS));
        }
    }

    /** Writes what {@link #run} expects to find. */
    void prepare(ChaincodeStub stub, String lane, String owner) {
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            if (step.kind() == UPDATE || (step.kind() == SHARED && lane.equals("0"))) {
                String key = key(stub, i, lane);
                stub.putState(key, bytes(stub, i, step.readBytes()));
                if (step.guarded()) {
                    stub.setStateValidationParameter(key, KeyPolicies.ownerAndOthers(new OrgId(owner), MEMBERS));
                }
            }
        }
    }

    /** A key of the step's length: what makes it unique first, then as much filling as it takes. */
    private String key(ChaincodeStub stub, int index, String lane) {
        Step step = steps.get(index);
        String own =
                switch (step.kind()) {
                    case UPDATE -> lane;
                    case CREATE, WRITE -> stub.getTxId();
                    default -> "all";
                };
        String key = name + "/" + index + "/" + own + "/";
        return (key + "k".repeat(Math.max(0, step.keyLength() - key.length()))).substring(0, step.keyLength());
    }

    private static byte[] bytes(ChaincodeStub stub, int index, int length) {
        int from = Math.floorMod(stub.getTxId().hashCode() + index * 7919, MAX_VALUE);
        return Arrays.copyOfRange(NOISE, from, from + length);
    }

    private static byte[] noise(int length) {
        byte[] text = new byte[length];
        long state = 1;
        for (int i = 0; i < length; i++) {
            state = state * 6_364_136_223_846_793_005L + 1_442_695_040_888_963_407L;
            text[i] = (byte) ('0' + (state >>> 59));
        }
        return text;
    }
}
