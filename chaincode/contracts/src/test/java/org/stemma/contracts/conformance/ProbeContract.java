package org.stemma.contracts.conformance;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.hyperledger.fabric.contract.Context;
import org.hyperledger.fabric.contract.ContractInterface;
import org.hyperledger.fabric.contract.annotation.Contract;
import org.hyperledger.fabric.contract.annotation.Transaction;
import org.hyperledger.fabric.protos.common.MSPPrincipal;
import org.hyperledger.fabric.protos.common.MSPRole;
import org.hyperledger.fabric.protos.common.SignaturePolicy;
import org.hyperledger.fabric.protos.common.SignaturePolicyEnvelope;
import org.hyperledger.fabric.shim.ChaincodeStub;
import org.hyperledger.fabric.shim.ledger.CompositeKey;
import org.hyperledger.fabric.shim.ledger.KeyValue;
import org.hyperledger.fabric.shim.ledger.QueryResultsIterator;
import org.jspecify.annotations.Nullable;
import org.stemma.api.OrgId;
import org.stemma.api.kernel.Charter.Membership;
import org.stemma.contracts.kernel.KeyPolicies;

/** Does to the ledger what a {@link Script} says, and returns what it saw. Never part of the product's jar. */
@Contract(name = "probe")
public final class ProbeContract implements ContractInterface {
    private static final Membership MEMBERS =
            new Membership(1, List.of(new OrgId("ArchiveMSP"), new OrgId("LabMSP"), new OrgId("StudioMSP")));

    @Transaction
    public String run(Context context, String script) {
        return execute(context.getStub(), script);
    }

    /** The same without a contract around it. */
    static String execute(ChaincodeStub stub, String script) {
        JsonArray seen = new JsonArray();
        for (JsonElement step : JsonParser.parseString(script).getAsJsonArray()) {
            JsonElement found = step(stub, step.getAsJsonObject());
            if (found != null) {
                seen.add(found);
            }
        }
        return seen.toString();
    }

    private static @Nullable JsonElement step(ChaincodeStub stub, JsonObject step) {
        String key = text(step, "key");
        switch (text(step, "do")) {
            case "put" -> stub.putState(key, bytes(text(step, "value")));
            case "fill" -> stub.putState(key, bytes("x".repeat(step.get("bytes").getAsInt())));
            case "delete" -> stub.delState(key);
            case "putComposite" -> stub.putState(composite(stub, step).toString(), bytes(text(step, "value")));
            case "owned" ->
                stub.setStateValidationParameter(
                        key, KeyPolicies.ownerAndOthers(new OrgId(text(step, "organisation")), MEMBERS));
            case "council" -> stub.setStateValidationParameter(key, KeyPolicies.twoThirds(MEMBERS));
            case "alone" -> stub.setStateValidationParameter(key, alone(text(step, "organisation")));
            case "garbage" -> stub.setStateValidationParameter(key, new byte[] {(byte) 0xff, 1, 2});
            case "event" -> stub.setEvent(key, bytes(text(step, "value")));
            default -> {
                return look(stub, step, key);
            }
        }
        return null;
    }

    private static JsonElement look(ChaincodeStub stub, JsonObject step, String key) {
        return switch (text(step, "do")) {
            case "get" -> value(stub.getState(key));
            case "range" ->
                list(
                        stub.getStateByRange(key, text(step, "to")),
                        step.get("take").getAsInt());
            case "composites" -> composites(stub, step);
            case "hasPolicy" -> {
                byte[] policy = stub.getStateValidationParameter(key);
                yield new com.google.gson.JsonPrimitive(policy != null && policy.length > 0);
            }
            default -> throw new IllegalArgumentException("unknown step " + step);
        };
    }

    private static CompositeKey composite(ChaincodeStub stub, JsonObject step) {
        List<String> parts = new ArrayList<>();
        step.get("parts").getAsJsonArray().forEach(part -> parts.add(part.getAsString()));
        return stub.createCompositeKey(text(step, "key"), parts.toArray(String[]::new));
    }

    private static JsonElement composites(ChaincodeStub stub, JsonObject step) {
        JsonArray found = new JsonArray();
        try (QueryResultsIterator<KeyValue> results = stub.getStateByPartialCompositeKey(composite(stub, step))) {
            for (KeyValue result : results) {
                List<String> parts = stub.splitCompositeKey(result.getKey()).getAttributes();
                found.add(parts.get(parts.size() - 1) + "=" + result.getStringValue());
            }
        } catch (Exception e) {
            throw new IllegalStateException("scanning composite keys", e);
        }
        return found;
    }

    private static JsonElement list(QueryResultsIterator<KeyValue> all, int take) {
        JsonArray found = new JsonArray();
        try (QueryResultsIterator<KeyValue> results = all) {
            for (KeyValue result : results) {
                found.add(result.getKey() + "=" + result.getStringValue());
                if (found.size() == take) {
                    break;
                }
            }
        } catch (Exception e) {
            throw new IllegalStateException("reading a range", e);
        }
        return found;
    }

    private static byte[] alone(String organisation) {
        MSPRole peer = MSPRole.newBuilder()
                .setMspIdentifier(organisation)
                .setRole(MSPRole.MSPRoleType.PEER)
                .build();
        return SignaturePolicyEnvelope.newBuilder()
                .setRule(SignaturePolicy.newBuilder().setSignedBy(0))
                .addIdentities(MSPPrincipal.newBuilder()
                        .setPrincipalClassification(MSPPrincipal.Classification.ROLE)
                        .setPrincipal(peer.toByteString()))
                .build()
                .toByteArray();
    }

    private static JsonElement value(byte @Nullable [] bytes) {
        return bytes == null || bytes.length == 0
                ? JsonNull.INSTANCE
                : new com.google.gson.JsonPrimitive(new String(bytes, StandardCharsets.UTF_8));
    }

    private static String text(JsonObject step, String member) {
        return step.get(member).getAsString();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
