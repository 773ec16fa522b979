package org.stemma.contracts;

import java.lang.reflect.Method;
import java.util.ServiceLoader;
import org.hyperledger.fabric.contract.ContractInterface;
import org.hyperledger.fabric.contract.annotation.Serializer;
import org.hyperledger.fabric.contract.annotation.Transaction;
import org.hyperledger.fabric.contract.execution.ExecutionFactory;
import org.hyperledger.fabric.contract.execution.ExecutionService;
import org.hyperledger.fabric.contract.execution.InvocationRequest;
import org.hyperledger.fabric.contract.execution.JSONTransactionSerializer;
import org.hyperledger.fabric.contract.execution.SerializerInterface;
import org.hyperledger.fabric.contract.metadata.MetadataBuilder;
import org.hyperledger.fabric.contract.routing.ContractDefinition;
import org.hyperledger.fabric.contract.routing.RoutingRegistry;
import org.hyperledger.fabric.contract.routing.TxFunction;
import org.hyperledger.fabric.contract.routing.TypeRegistry;
import org.hyperledger.fabric.contract.routing.impl.RoutingRegistryImpl;
import org.hyperledger.fabric.contract.routing.impl.SerializerRegistryImpl;
import org.hyperledger.fabric.metrics.Metrics;
import org.hyperledger.fabric.shim.ChaincodeBase;
import org.hyperledger.fabric.shim.ChaincodeStub;
import org.hyperledger.fabric.shim.ResponseUtils;
import org.hyperledger.fabric.traces.Traces;

/**
 * Routes a transaction to the contract that its name begins with, as the shim's {@code ContractRouter} does. That one
 * looks for contracts in every class of the jar, twice, and a service that was killed is back seconds later for it; this
 * one takes those that {@code META-INF/services} names.
 */
final class Router extends ChaincodeBase {
    private final RoutingRegistry registry = new RoutingRegistryImpl();
    private final Conversations conversations;
    private final ExecutionService execution = ExecutionFactory.getInstance().createExecutionService(new JsonOnly());

    /** What transactions take and give, here as with the shim's default. */
    private static final class JsonOnly extends SerializerRegistryImpl {
        private final SerializerInterface json = new JSONTransactionSerializer();

        @Override
        public SerializerInterface getSerializer(String name, Serializer.TARGET target) {
            return json;
        }
    }

    Router(String id, Conversations conversations) {
        this.conversations = conversations;
        initializeLogging();
        processEnvironmentOptions();
        processCommandLineOptions(new String[] {"-i", id});
        validateOptions();
        Metrics.initialize(getChaincodeConfig());
        Traces.initialize(getChaincodeConfig());
        ServiceLoader.load(ContractInterface.class).stream().forEach(contract -> add(contract.type()));
        MetadataBuilder.initialize(registry, TypeRegistry.getRegistry());
    }

    @SuppressWarnings("unchecked") // The shim asks for the class of the interface itself, and takes any that has it.
    private void add(Class<? extends ContractInterface> contract) {
        ContractDefinition definition = registry.addNewContract((Class<ContractInterface>) contract);
        for (Method method : contract.getMethods()) {
            if (method.isAnnotationPresent(Transaction.class)) {
                definition.addTxFunction(method);
            }
        }
    }

    @Override
    public Response init(ChaincodeStub stub) {
        return invoke(stub);
    }

    @Override
    public Response invoke(ChaincodeStub stub) {
        if (stub.getStringArgs().isEmpty()) {
            return ResponseUtils.newSuccessResponse();
        }
        try {
            InvocationRequest request = ExecutionFactory.getInstance().createRequest(stub);
            return execution.executeRequest(function(request), request, conversations.readingAhead(stub));
        } catch (RuntimeException | Error e) {
            return ResponseUtils.newErrorResponse(e);
        }
    }

    private TxFunction function(InvocationRequest request) {
        return registry.containsRoute(request)
                ? registry.getTxFn(request)
                : registry.getContract(request.getNamespace()).getUnknownRoute();
    }
}
