package org.stemma.gateway.offline;

import static org.stemma.gateway.security.Allowed.Who.WRITER;

import com.google.protobuf.ByteString;
import java.net.URI;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.stemma.api.Command;
import org.stemma.api.Digest;
import org.stemma.api.Drawer;
import org.stemma.api.Refused;
import org.stemma.api.RequestId;
import org.stemma.api.kernel.Charter;
import org.stemma.gateway.GatewayRefusal;
import org.stemma.gateway.ledger.OfflineCall;
import org.stemma.gateway.ledger.OfflineLedger;
import org.stemma.gateway.ledger.OfflineSigner;
import org.stemma.gateway.readmodel.ReadModel;
import org.stemma.gateway.security.Allowed;
import org.stemma.gateway.web.Malformed;
import org.stemma.gateway.web.Submissions;
import org.stemma.gateway.web.Write;
import org.stemma.gateway.web.Writes;
import org.stemma.gateway.web.Written;

/**
 * Prepare, have endorsed, submit: three calls between which the client checks and signs. All three go under the command's
 * request id; nothing is remembered from one to the next, so they may go to different gateways of the organisation.
 */
@RestController
class OfflineController {
    private final OfflineLedger ledger;
    private final Preparations preparations;
    private final Submissions submissions;
    private final ReadModel readModel;
    private final OfflineSettings settings;

    OfflineController(
            OfflineLedger ledger,
            Preparations preparations,
            Submissions submissions,
            ReadModel readModel,
            OfflineSettings settings) {
        this.ledger = ledger;
        this.preparations = preparations;
        this.submissions = submissions;
        this.readModel = readModel;
        this.settings = settings;
    }

    /**
     * What is to be prepared.
     *
     * @param certificate the signer's, in PEM; of this gateway's organisation
     * @param function such as {@code license:buyGrant}
     * @param command as the ledger takes it, with its {@code request} and {@code v}
     */
    record Preparation(RequestId request, String certificate, String function, Map<String, Object> command)
            implements Command {}

    /** The same, but for the command. */
    record Signer(RequestId request, String certificate, String function) implements Command {}

    /** A proposal as it was prepared, with its signature, both in base64. */
    record SignedProposal(RequestId request, String proposal, String signature) implements Command {}

    /** A transaction's payload as it was prepared, with its signature, both in base64. */
    record SignedTransaction(RequestId request, String payload, String signature) implements Command {}

    @PostMapping("/v1/offline/proposals")
    @Allowed(WRITER)
    @Writes(function = "", command = Preparation.class, commits = false)
    PreparedProposal prepare(Write write) {
        Signer asked = write.without("command").command(Signer.class);
        Map<String, Object> tree = write.object("command");
        OfflineSigner signer = OfflineSigner.of(write.caller().organisation(), asked.certificate());
        Command command = preparations.command(signer.caller(), asked.function(), tree);
        mustBeOf(write, command);
        OfflineLedger.Prepared prepared = ledger.prepare(signer, asked.function(), command);
        Instant at = prepared.at();
        return new PreparedProposal(
                prepared.transactionId(),
                base64(prepared.bytes()),
                Digest.of(prepared.bytes().toByteArray()),
                prepared.organisations(),
                charter().map(charter -> endorseBefore(charter, at)),
                charter().map(charter -> submitBefore(charter, at)));
    }

    @PostMapping("/v1/offline/transactions")
    @Allowed(WRITER)
    @Writes(function = "", command = SignedProposal.class, commits = false)
    PreparedTransaction endorse(Write write) {
        SignedProposal asked = write.command(SignedProposal.class);
        SignedBytes signed = SignedBytes.of("proposal", asked.proposal(), asked.signature(), settings.maxProposal());
        OfflineCall call = ledger.readProposal(signed.bytes(), signed.signature());
        Command command = preparations.command(call.function(), call.argument());
        mustBeOf(write, command);
        OfflineLedger.Endorsed endorsed = ledger.endorse(call, command, signed.bytes(), signed.signature());
        Refused.unless(
                endorsed.bytes().size() <= settings.maxTransaction().toBytes(),
                GatewayRefusal.BODY_TOO_LARGE,
                "allowed",
                settings.maxTransaction().toBytes(),
                "transaction",
                endorsed.bytes().size());
        return new PreparedTransaction(
                endorsed.transactionId(),
                base64(endorsed.bytes()),
                Digest.of(endorsed.bytes().toByteArray()),
                endorsed.organisations(),
                endorsed.answer(),
                charter().map(charter -> submitBefore(charter, call.at())));
    }

    @PostMapping("/v1/offline/submissions")
    @Allowed(WRITER)
    @Writes(function = "", command = SignedTransaction.class)
    ResponseEntity<Written> submit(Write write) {
        SignedTransaction asked = write.command(SignedTransaction.class);
        SignedBytes signed = SignedBytes.of("payload", asked.payload(), asked.signature(), settings.maxTransaction());
        OfflineCall call = ledger.readTransaction(signed.bytes(), signed.signature());
        Command command = preparations.command(call.function(), call.argument());
        mustBeOf(write, command);
        Written written = submissions.once(
                call.caller(), call.function(), command, () -> ledger.submit(call, signed.bytes(), signed.signature()));
        return ResponseEntity.created(URI.create("/v1/transactions/" + written.transaction()))
                .body(written);
    }

    private static void mustBeOf(Write write, Command command) {
        if (!command.request().equals(write.request())) {
            throw Malformed.at("Idempotency-Key", "the command's request is expected");
        }
    }

    private Optional<Charter> charter() {
        return readModel.find(Drawer.CHARTER, Charter.class);
    }

    private static Instant endorseBefore(Charter charter, Instant at) {
        return at.truncatedTo(java.time.temporal.ChronoUnit.SECONDS)
                .plusSeconds(charter.limitsIn(charter.epochOf(at)).behindSeconds());
    }

    private static Instant submitBefore(Charter charter, Instant at) {
        return charter.closableFrom(charter.epochOf(at));
    }

    private static String base64(ByteString bytes) {
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }
}
