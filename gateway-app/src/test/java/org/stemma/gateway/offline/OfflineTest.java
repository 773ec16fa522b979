package org.stemma.gateway.offline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.hyperledger.fabric.protos.common.ChannelHeader;
import org.hyperledger.fabric.protos.common.Header;
import org.hyperledger.fabric.protos.common.HeaderType;
import org.hyperledger.fabric.protos.common.SignatureHeader;
import org.hyperledger.fabric.protos.peer.ChaincodeHeaderExtension;
import org.hyperledger.fabric.protos.peer.ChaincodeID;
import org.hyperledger.fabric.protos.peer.ChaincodeInput;
import org.hyperledger.fabric.protos.peer.ChaincodeInvocationSpec;
import org.hyperledger.fabric.protos.peer.ChaincodeProposalPayload;
import org.hyperledger.fabric.protos.peer.Proposal;
import org.hyperledger.fabric.protos.peer.TxValidationCode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.stemma.api.Codec;
import org.stemma.api.Digest;
import org.stemma.api.Functions;
import org.stemma.gateway.GatewayApplication;
import org.stemma.gateway.ledger.FakeLedgerConfiguration;
import org.stemma.gateway.readmodel.ReadModel;
import org.stemma.gateway.support.FakePeer;
import org.stemma.gateway.support.Http;
import org.stemma.gateway.support.WholeGateway;
import org.stemma.gateway.web.Writes;

/** A whole gateway over HTTP, and a client that signs with a key of its own; only the peer is none. */
@SpringBootTest(
        classes = {GatewayApplication.class, WholeGateway.class, FakeLedgerConfiguration.class},
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = "spring.main.allow-bean-definition-overriding=true")
class OfflineTest {
    private static final String PARTY = "member:registerParty";
    private static Path folder = Path.of("");

    @TempDir
    private Path own;

    @Autowired
    @Qualifier("requestMappingHandlerMapping")
    private RequestMappingHandlerMapping mappings;

    @Autowired
    private FakePeer peer;

    @Autowired
    private ReadModel readModel;

    @LocalServerPort
    private int port;

    private Http http = new Http(0);
    private final String request = UUID.randomUUID().toString();
    private Outsider outsider;
    private String key = "";

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry properties) {
        folder = WholeGateway.start(properties, "demo");
    }

    @BeforeEach
    void enrol() throws Exception {
        assertTrue(readModel.awaitBlock(1, Duration.ofSeconds(10)));
        http = new Http(port);
        key = Objects.requireNonNull(Http.demoKeys(folder).get("buyer"));
        outsider = new Outsider(own, "outsider");
    }

    /** What came back. */
    private record Answer(int status, Map<String, Object> body) {
        String text(String member) {
            return String.valueOf(body.get(member));
        }

        byte[] bytes(String member) {
            return Base64.getDecoder().decode(text(member));
        }

        Answer ok(int expected) {
            assertEquals(expected, status, body.toString());
            return this;
        }

        void refused(int expected, String code, String... facts) {
            assertEquals(code, body.get("code"), body.toString());
            assertEquals(expected, status);
            Map<?, ?> told = (Map<?, ?>) Objects.requireNonNull(body.get("facts"));
            for (int i = 0; i < facts.length; i += 2) {
                assertEquals(facts[i + 1], told.get(facts[i]), body.toString());
            }
        }
    }

    private Answer post(String path, String idempotencyKey, Map<String, Object> body) throws Exception {
        HttpResponse<String> response = http.post(path, key, idempotencyKey, Codec.write(body));
        return new Answer(response.statusCode(), Codec.members(response.body()));
    }

    private static Map<String, Object> map(Object... members) {
        Map<String, Object> map = new TreeMap<>();
        for (int i = 0; i < members.length; i += 2) {
            map.put(String.valueOf(members[i]), members[i + 1]);
        }
        return map;
    }

    private Map<String, Object> party() {
        return map("kind", "department", "name", "Abroad", "request", request, "v", 1L);
    }

    private Answer prepare(String certificate, String function, Map<String, Object> command) throws Exception {
        return post(
                "/v1/offline/proposals",
                request,
                map("certificate", certificate, "function", function, "command", command));
    }

    private Answer prepare() throws Exception {
        return prepare(outsider.certificate(), PARTY, party()).ok(200);
    }

    private Answer endorse(byte[] proposal, byte[] signature) throws Exception {
        Base64.Encoder base64 = Base64.getEncoder();
        return post(
                "/v1/offline/transactions",
                request,
                map("proposal", base64.encodeToString(proposal), "signature", base64.encodeToString(signature)));
    }

    private Answer endorse(byte[] proposal) throws Exception {
        return endorse(proposal, outsider.sign(proposal));
    }

    private byte[] endorsed() throws Exception {
        return endorse(prepare().bytes("proposal")).ok(200).bytes("payload");
    }

    private Answer submit(byte[] payload) throws Exception {
        return submit(payload, outsider.sign(payload));
    }

    private Answer submit(byte[] payload, byte[] signature) throws Exception {
        Base64.Encoder base64 = Base64.getEncoder();
        return post(
                "/v1/offline/submissions",
                request,
                map("payload", base64.encodeToString(payload), "signature", base64.encodeToString(signature)));
    }

    @Test
    void what_is_signed_elsewhere_is_written_in_the_signers_name() throws Exception {
        Answer prepared = prepare();
        byte[] proposal = prepared.bytes("proposal");
        assertEquals(Digest.of(proposal).value(), prepared.text("digest"));
        assertEquals(2, ((List<?>) Objects.requireNonNull(prepared.body().get("endorsers"))).size());
        assertTrue(Instant.parse(prepared.text("endorseBefore")).isAfter(Instant.now()));
        assertTrue(Instant.parse(prepared.text("submitBefore")).isAfter(Instant.now()));
        Answer endorsed = endorse(proposal).ok(200);
        assertEquals(prepared.text("transaction"), endorsed.text("transaction"));
        assertEquals(Digest.of(endorsed.bytes("payload")).value(), endorsed.text("digest"));
        Answer written = submit(endorsed.bytes("payload")).ok(201);
        assertEquals(prepared.text("transaction"), written.text("transaction"));
        assertEquals(((Map<?, ?>) Objects.requireNonNull(endorsed.body().get("answer"))).get("id"), written.text("id"));
        var row = readModel.transaction(written.text("transaction")).orElseThrow();
        assertEquals(List.of("LabMSP", "outsider"), List.of(row.mspId(), row.subject()));
        assertEquals(Codec.write(party()), row.command().orElseThrow());
    }

    @Test
    void the_same_bytes_again_are_answered_the_same_and_sent_once() throws Exception {
        byte[] payload = endorsed();
        Answer first = submit(payload).ok(201);
        int sent = peer.submitted.size();
        assertEquals(first, submit(payload));
        assertEquals(sent, peer.submitted.size());
    }

    @Test
    void the_same_bytes_at_once_are_answered_the_same() throws Exception {
        byte[] payload = endorsed();
        byte[] signature = outsider.sign(payload);
        List<CompletableFuture<Answer>> all = IntStream.range(0, 8)
                .mapToObj(n -> CompletableFuture.supplyAsync(() -> {
                    try {
                        return submit(payload, signature);
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                }))
                .toList();
        Answer first = all.get(0).get().ok(201);
        for (CompletableFuture<Answer> one : all) {
            assertEquals(first, one.get());
        }
    }

    @Test
    void prepared_again_under_the_same_request_it_is_answered_as_the_first_time() throws Exception {
        Answer first = submit(endorsed()).ok(201);
        int sent = peer.submitted.size();
        assertEquals(first, submit(endorsed()));
        assertEquals(sent, peer.submitted.size());
    }

    @Test
    void a_certificate_that_can_not_sign_is_refused_and_says_why() throws Exception {
        prepare("x", PARTY, party())
                .refused(422, "gateway.certificate_unfit", "why", "it is no X.509 certificate in PEM");
        prepare(outsider.certificate().replace('A', 'B'), PARTY, party()).refused(422, "gateway.certificate_unfit");
    }

    @Test
    void functions_that_no_client_may_call_are_unknown() throws Exception {
        for (String function : List.of("kernel:genesis", "no:such", "", "qscc:GetChainInfo", "member:party")) {
            prepare(outsider.certificate(), function, party())
                    .refused(422, "gateway.function_unknown", "function", function);
        }
    }

    @Test
    void every_function_of_the_api_can_be_signed_elsewhere() {
        mappings.getHandlerMethods().values().forEach(handler -> {
            Writes writes = handler.getMethodAnnotation(Writes.class);
            if (writes != null && !writes.function().isEmpty()) {
                assertTrue(Functions.command(writes.function()).isPresent(), writes.function());
            }
        });
    }

    @Test
    void a_command_of_another_form_is_refused_with_the_place() throws Exception {
        Map<String, Object> wrong = party();
        wrong.put("kind", "galaxy");
        prepare(outsider.certificate(), PARTY, wrong).refused(400, "kernel.malformed", "path", "command.kind");
        wrong.remove("kind");
        prepare(outsider.certificate(), PARTY, wrong).refused(400, "kernel.malformed", "path", "command.kind");
        post("/v1/offline/proposals", request, map("certificate", outsider.certificate(), "function", PARTY))
                .refused(400, "kernel.malformed", "path", "command");
    }

    @Test
    void all_three_steps_go_under_the_commands_request_id() throws Exception {
        Map<String, Object> proposal =
                map("certificate", outsider.certificate(), "function", PARTY, "command", party());
        post("/v1/offline/proposals", "another", proposal).refused(400, "kernel.malformed", "path", "Idempotency-Key");
        byte[] prepared = prepare().bytes("proposal");
        Map<String, Object> signed = map(
                "proposal",
                Base64.getEncoder().encodeToString(prepared),
                "signature",
                Base64.getEncoder().encodeToString(outsider.sign(prepared)));
        post("/v1/offline/transactions", "another", signed).refused(400, "kernel.malformed", "path", "Idempotency-Key");
    }

    @Test
    void credits_are_folded_only_where_the_client_left_it_open_and_of_no_foreign_wallet() throws Exception {
        Map<String, Object> fold = map("wallet", "wal_studio", "request", request, "v", 1L);
        Answer prepared =
                prepare(outsider.certificate(), "account:foldCredits", fold).ok(200);
        assertEquals(
                "{\"folds\":[],\"request\":\"" + request + "\",\"v\":1,\"wallet\":\"wal_studio\"}",
                argument(prepared.bytes("proposal")));
        fold.put("folds", List.of("tx.0000"));
        assertEquals(
                Codec.write(fold),
                argument(prepare(outsider.certificate(), "account:foldCredits", fold)
                        .ok(200)
                        .bytes("proposal")));
    }

    private static String argument(byte[] proposal) throws Exception {
        return ChaincodeInvocationSpec.parseFrom(ChaincodeProposalPayload.parseFrom(
                                Proposal.parseFrom(proposal).getPayload())
                        .getInput())
                .getChaincodeSpec()
                .getInput()
                .getArgs(1)
                .toStringUtf8();
    }

    @Test
    void a_wrong_signature_is_refused_before_any_peer_is_asked() throws Exception {
        byte[] proposal = prepare().bytes("proposal");
        int asked = peer.endorsed.size();
        endorse(proposal, outsider.sign(new byte[1])).refused(422, "gateway.signature_wrong");
        endorse(proposal, new Outsider(own, "another").sign(proposal)).refused(422, "gateway.signature_wrong");
        endorse(proposal, outsider.signHigh(proposal)).refused(422, "gateway.signature_wrong");
        endorse(proposal, new byte[] {1}).refused(422, "gateway.signature_wrong");
        endorse(proposal, new byte[0]).refused(400, "kernel.malformed", "path", "signature");
        endorse(proposal, new byte[73]).refused(400, "kernel.malformed", "path", "signature");
        assertEquals(asked, peer.endorsed.size());
    }

    /** Changes the header of a proposal, and signs what comes out. */
    private Answer withHeader(UnaryOperator<ChannelHeader> change) throws Exception {
        Proposal proposal = Proposal.parseFrom(prepare().bytes("proposal"));
        Header header = Header.parseFrom(proposal.getHeader());
        ChannelHeader changed = change.apply(ChannelHeader.parseFrom(header.getChannelHeader()));
        return endorse(proposal.toBuilder()
                .setHeader(header.toBuilder()
                        .setChannelHeader(changed.toByteString())
                        .build()
                        .toByteString())
                .build()
                .toByteArray());
    }

    @Test
    void only_calls_of_our_chaincode_by_our_organisation_are_relayed() throws Exception {
        int asked = peer.endorsed.size();
        notPrepared(
                "they are for another channel",
                header -> header.toBuilder().setChannelId("other").build());
        notPrepared(
                "they are not of a transaction",
                header -> header.toBuilder().setType(HeaderType.CONFIG_VALUE).build());
        notPrepared(
                "the transaction id is not that of nonce and creator",
                header -> header.toBuilder().setTxId("0".repeat(64)).build());
        notPrepared("they are for another chaincode", header -> header.toBuilder()
                .setExtension(ChaincodeHeaderExtension.newBuilder()
                        .setChaincodeId(ChaincodeID.newBuilder().setName("lifecycle"))
                        .build()
                        .toByteString())
                .build());
        endorse("no proposal at all".getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .refused(422, "gateway.not_prepared");
        assertEquals(asked, peer.endorsed.size());
    }

    private void notPrepared(String why, UnaryOperator<ChannelHeader> change) throws Exception {
        withHeader(change).refused(422, "gateway.not_prepared", "why", why);
    }

    @Test
    void another_organisations_creator_is_not_relayed() throws Exception {
        Proposal proposal = Proposal.parseFrom(prepare().bytes("proposal"));
        Header header = Header.parseFrom(proposal.getHeader());
        ChannelHeader channel = ChannelHeader.parseFrom(header.getChannelHeader());
        SignatureHeader foreign = SignatureHeader.newBuilder()
                .setNonce(ByteString.copyFromUtf8("nonce"))
                .setCreator(org.hyperledger.fabric.protos.msp.SerializedIdentity.newBuilder()
                        .setMspid("StudioMSP")
                        .setIdBytes(ByteString.copyFromUtf8(outsider.certificate()))
                        .build()
                        .toByteString())
                .build();
        String id = Digest.of(foreign.getNonce().concat(foreign.getCreator()).toByteArray())
                .hex();
        endorse(proposal.toBuilder()
                        .setHeader(Header.newBuilder()
                                .setChannelHeader(
                                        channel.toBuilder().setTxId(id).build().toByteString())
                                .setSignatureHeader(foreign.toByteString())
                                .build()
                                .toByteString())
                        .build()
                        .toByteArray())
                .refused(422, "gateway.not_prepared", "why", "the creator is not of this gateway's organisation");
    }

    @Test
    void other_arguments_than_a_function_and_a_command_are_not_relayed() throws Exception {
        Proposal proposal = Proposal.parseFrom(prepare().bytes("proposal"));
        ChaincodeProposalPayload payload = ChaincodeProposalPayload.parseFrom(proposal.getPayload());
        ChaincodeInvocationSpec.Builder call = ChaincodeInvocationSpec.parseFrom(payload.getInput()).toBuilder();
        call.getChaincodeSpecBuilder().setInput(ChaincodeInput.newBuilder().addArgs(ByteString.copyFromUtf8(PARTY)));
        endorse(proposal.toBuilder()
                        .setPayload(payload.toBuilder()
                                .setInput(call.build().toByteString())
                                .build()
                                .toByteString())
                        .build()
                        .toByteArray())
                .refused(422, "gateway.not_prepared", "why", "a function and one argument are expected");
    }

    @Test
    void who_the_peers_do_not_know_is_refused() throws Exception {
        byte[] proposal = prepare().bytes("proposal");
        peer.failToEndorse(FakePeer.failure(
                Status.Code.ABORTED,
                "failed to endorse transaction, see attached details",
                FakePeer.said(
                        "LabMSP", "error validating proposal: access denied: channel [stemma] creator org [Lab]")));
        endorse(proposal).refused(403, "gateway.signer_refused", "identity", "outsider");
    }

    @Test
    void a_refusal_of_the_ledger_keeps_its_code() throws Exception {
        byte[] proposal = prepare().bytes("proposal");
        peer.failToEndorse(FakePeer.refusal("member.party_foreign {\"party\":\"prt_1\"}", "LabMSP"));
        endorse(proposal).refused(403, "member.party_foreign", "party", "prt_1");
    }

    @Test
    void an_old_timestamp_is_refused_at_once_as_asking_again_is_in_vain() throws Exception {
        byte[] proposal = prepare().bytes("proposal");
        int asked = peer.endorsed.size();
        peer.failToEndorse(FakePeer.refusal("kernel.time_behind {}", "LabMSP"));
        Answer answer = endorse(proposal);
        assertEquals("kernel.time_behind", answer.text("code"));
        assertEquals(asked + 1, peer.endorsed.size());
    }

    @Test
    void endorsers_that_fail_are_replaced_without_another_signature() throws Exception {
        byte[] proposal = prepare().bytes("proposal");
        int asked = peer.endorsed.size();
        peer.failToEndorse(FakePeer.failure(
                Status.Code.UNAVAILABLE, "failed to endorse", FakePeer.said("StudioMSP", "connection refused")));
        byte[] payload = endorse(proposal).ok(200).bytes("payload");
        assertEquals(asked + 2, peer.endorsed.size());
        submit(payload).ok(201);
    }

    @Test
    void what_was_overtaken_is_to_be_prepared_again_under_the_same_request() throws Exception {
        for (TxValidationCode code : List.of(
                TxValidationCode.MVCC_READ_CONFLICT,
                TxValidationCode.PHANTOM_READ_CONFLICT,
                TxValidationCode.ENDORSEMENT_POLICY_FAILURE)) {
            byte[] payload = endorsed();
            peer.validateAs(code);
            submit(payload).refused(409, "gateway.prepare_again", "validation", code.name());
            submit(payload).refused(409, "gateway.prepare_again", "validation", code.name());
        }
        submit(endorsed()).ok(201);
    }

    @Test
    void what_is_endorsed_after_its_commit_is_to_be_prepared_again() throws Exception {
        byte[] proposal = prepare().bytes("proposal");
        peer.failToEndorse(FakePeer.failure(
                Status.Code.ABORTED,
                "failed to endorse transaction, see attached details",
                FakePeer.said("LabMSP", "error validating proposal: duplicate transaction found [x]")));
        endorse(proposal).refused(409, "gateway.prepare_again", "validation", "DUPLICATE_TXID");
    }

    @Test
    void another_end_is_told_with_its_validation_code() throws Exception {
        byte[] payload = endorsed();
        peer.validateAs(TxValidationCode.BAD_RWSET);
        submit(payload).refused(503, "gateway.transaction_invalid", "validation", "BAD_RWSET");
    }

    @Test
    void an_unknown_outcome_is_asked_for_by_the_same_bytes() throws Exception {
        byte[] payload = endorsed();
        peer.lose(1_000);
        Answer unknown = submit(payload);
        peer.lose(0);
        unknown.refused(202, "gateway.outcome_unknown");
        Answer written = submit(payload).ok(201);
        assertEquals(
                ((Map<?, ?>) Objects.requireNonNull(unknown.body().get("facts"))).get("transaction"),
                written.text("transaction"));
    }

    @Test
    void a_transaction_is_signed_anew_and_read_as_strictly_as_its_proposal() throws Exception {
        byte[] payload = endorsed();
        byte[] other = payload.clone();
        other[other.length - 1] ^= 1;
        Base64.Encoder base64 = Base64.getEncoder();
        post(
                        "/v1/offline/submissions",
                        request,
                        map(
                                "payload",
                                base64.encodeToString(other),
                                "signature",
                                base64.encodeToString(outsider.sign(payload))))
                .refused(422, "gateway.signature_wrong");
        submit(new byte[] {1, 2, 3}).refused(422, "gateway.not_prepared");
    }

    @Test
    void what_is_too_large_is_refused() throws Exception {
        endorse(new byte[(256 << 10) + 1], new byte[1]).refused(413, "gateway.body_too_large");
        submit(new byte[(700 << 10) + 1]).refused(413, "gateway.body_too_large");
    }

    @Test
    void each_preparation_is_another_transaction() throws Exception {
        assertNotEquals(prepare().text("transaction"), prepare().text("transaction"));
    }
}
