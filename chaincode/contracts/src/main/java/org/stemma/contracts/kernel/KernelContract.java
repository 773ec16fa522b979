package org.stemma.contracts.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.hyperledger.fabric.contract.annotation.Contract;
import org.hyperledger.fabric.contract.annotation.Default;
import org.hyperledger.fabric.contract.annotation.Transaction;
import org.stemma.api.Codec;
import org.stemma.api.OrgId;
import org.stemma.api.Outcome;
import org.stemma.api.Refused;
import org.stemma.api.kernel.Charter;
import org.stemma.api.kernel.EpochCursor;
import org.stemma.api.kernel.Genesis;
import org.stemma.api.kernel.KernelCommand;
import org.stemma.api.kernel.KernelEvent;
import org.stemma.api.kernel.KernelRefusal;
import org.stemma.api.member.Role;

/** The kernel's door: genesis, and the closing of epochs. */
@Contract(name = "kernel")
@Default
public final class KernelContract extends RoomContract {
    private static final Handling<KernelCommand.CloseEpochs> CLOSE_EPOCHS =
            Handling.of(KernelCommand.CloseEpochs.class, KernelContract::close).alone();

    /** What is done with each command of this room, but genesis. */
    public static List<Handling<?>> handlings() {
        return List.of(CLOSE_EPOCHS);
    }

    /** Begins the ledger, once. The organisations' own records are the member room's, and follow with their first act. */
    @Transaction
    public String genesis(Tx tx, String json) {
        return refusing(() -> found(tx, Codec.decode(json, KernelCommand.Genesis.class)));
    }

    /** Closes ended epochs in order. What is closed already is not an error: someone was faster. */
    @Transaction
    public String closeEpochs(Tx tx, String json) {
        return execute(tx, json, CLOSE_EPOCHS);
    }

    private static Outcome found(Tx tx, KernelCommand.Genesis command) {
        tx.caller().mustBe(Role.ADMIN);
        Refused.unless(tx.book().charter().isEmpty(), KernelRefusal.GENESIS_DONE);
        Genesis genesis = packed(command.profile());
        List<OrgId> organisations =
                command.organisations().stream().map(KernelCommand.Founder::id).toList();
        Charter charter = KernelRules.found(genesis, organisations, tx.now());
        TimeGuard.check(charter, tx.getStub().getTxTimestamp());
        Refused.unless(
                organisations.contains(tx.caller().organisation()),
                KernelRefusal.NOT_A_MEMBER,
                "organisation",
                tx.caller().organisation());
        tx.found(charter);
        tx.book().begin(charter.epochOf(tx.now()) - 1);
        tx.book().name(command.organisations());
        tx.tell(new KernelEvent.Founded(charter.profile(), charter.genesis()));
        return new Outcome("genesis", java.util.Optional.empty());
    }

    private static Outcome close(Tx tx, KernelCommand.CloseEpochs command) {
        tx.caller().mustBeWriter();
        long closed = tx.book().cursor().map(EpochCursor::closedThrough).orElseThrow();
        if (command.through() > closed) {
            KernelRules.mustBeDue(tx.charter(), closed, command.through(), tx.now());
            tx.book().close(closed + 1, command.through());
            tx.tell(new KernelEvent.EpochsClosed(closed + 1, command.through()));
        }
        return new Outcome("epochs", java.util.Optional.of(Math.max(closed, command.through())));
    }

    private static Genesis packed(String profile) {
        if (!profile.matches("[a-z]{1,32}")) {
            throw Refused.because(KernelRefusal.PROFILE_UNKNOWN, "profile", profile);
        }
        try (InputStream file = KernelContract.class.getResourceAsStream("/charter/genesis-" + profile + ".json")) {
            if (file == null) {
                throw Refused.because(KernelRefusal.PROFILE_UNKNOWN, "profile", profile);
            }
            return Codec.decode(new String(file.readAllBytes(), StandardCharsets.UTF_8), Genesis.class);
        } catch (IOException e) {
            throw new IllegalStateException("reading the packed charter", e);
        }
    }
}
