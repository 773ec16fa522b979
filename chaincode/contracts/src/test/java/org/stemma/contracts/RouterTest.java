package org.stemma.contracts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import com.google.protobuf.ByteString;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.hyperledger.fabric.contract.ContractInterface;
import org.hyperledger.fabric.contract.ContractRouter;
import org.hyperledger.fabric.contract.annotation.Contract;
import org.hyperledger.fabric.protos.msp.SerializedIdentity;
import org.hyperledger.fabric.shim.Chaincode;
import org.hyperledger.fabric.shim.ChaincodeServer;
import org.hyperledger.fabric.shim.ChaincodeStub;
import org.junit.jupiter.api.Test;
import org.stemma.contracts.testing.TestIdentity;

class RouterTest {
    private static final TestIdentity ASKER = TestIdentity.of("LabMSP", "owner", "owner");
    private static final String ID = "stemma_1.0:" + "0".repeat(64);

    /** A contract that the file forgets would be one that nobody can call. */
    @Test
    void every_contract_is_named() {
        Set<String> annotated = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("org.stemma").stream()
                        .filter(type -> type.isAnnotatedWith(Contract.class))
                        .map(JavaClass::getName)
                        .collect(Collectors.toCollection(TreeSet::new));
        annotated.add("org.hyperledger.fabric.contract.systemcontract.SystemContract");
        Set<String> named = ServiceLoader.load(ContractInterface.class).stream()
                .map(contract -> contract.type().getName())
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(annotated, named);
    }

    /** The shim's own router is the measure: names that are known and unknown, in every form, are answered alike. */
    @Test
    void answers_are_those_of_the_shims_router() throws Exception {
        ContractRouter theirs = new ContractRouter(new String[] {"-i", ID});
        theirs.startRouterWithChaincodeServer(new Nowhere());
        Router ours = new Router(ID, new Conversations());
        for (List<String> arguments : List.of(
                List.<String>of(),
                List.of("kernel:clock"),
                List.of("kernel:charter"),
                List.of("license:buyGrant", "{}"),
                List.of("license:buyGrant"),
                List.of("license:buyGrant", "{}", "{}"),
                List.of("license:nothing"),
                List.of("nothing:buyGrant"),
                List.of("buyGrant"),
                List.of(""),
                List.of(":"),
                List.of("org.hyperledger.fabric:GetMetadata"))) {
            assertEquals(
                    said(() -> theirs.invoke(stub(arguments))),
                    said(() -> ours.invoke(stub(arguments))),
                    arguments.toString());
        }
        assertTrue(
                said(() -> ours.invoke(stub(List.of("license:buyGrant", "{}")))).contains("kernel.malformed"));
        assertTrue(said(() -> ours.invoke(stub(List.of("org.hyperledger.fabric:GetMetadata"))))
                .contains("buyGrant"));
    }

    private static String said(java.util.concurrent.Callable<Chaincode.Response> invocation) {
        try {
            Chaincode.Response response = invocation.call();
            String payload = response.getPayload() == null
                    ? "nothing"
                    : new String(response.getPayload(), StandardCharsets.UTF_8);
            return response.getStatusCode() + " " + response.getMessage() + " " + payload;
        } catch (Exception e) {
            return e.toString();
        }
    }

    private static ChaincodeStub stub(List<String> arguments) {
        ChaincodeStub stub = mock(ChaincodeStub.class);
        List<byte[]> bytes = arguments.stream()
                .map(argument -> argument.getBytes(StandardCharsets.UTF_8))
                .toList();
        when(stub.getStringArgs()).thenReturn(arguments);
        when(stub.getArgs()).thenReturn(bytes);
        when(stub.getFunction()).thenReturn(arguments.isEmpty() ? null : arguments.get(0));
        when(stub.getParameters()).thenReturn(arguments.stream().skip(1).toList());
        when(stub.getState(anyString())).thenReturn(new byte[0]);
        when(stub.getStringState(anyString())).thenReturn("");
        when(stub.getTxId()).thenReturn("f".repeat(64));
        when(stub.getTxTimestamp()).thenReturn(Instant.EPOCH);
        when(stub.getMspId()).thenReturn(ASKER.organisation());
        when(stub.getCreator())
                .thenReturn(SerializedIdentity.newBuilder()
                        .setMspid(ASKER.organisation())
                        .setIdBytes(ByteString.copyFromUtf8(ASKER.pem()))
                        .build()
                        .toByteArray());
        return stub;
    }

    private static final class Nowhere implements ChaincodeServer {
        @Override
        public void start() {
            // Its router has found its contracts; nobody calls it here over a network.
        }

        @Override
        public void stop() {
            // Nothing runs.
        }
    }
}
