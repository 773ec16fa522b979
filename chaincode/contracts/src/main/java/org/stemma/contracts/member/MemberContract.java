package org.stemma.contracts.member;

import java.util.List;
import org.hyperledger.fabric.contract.annotation.Contract;
import org.hyperledger.fabric.contract.annotation.Transaction;
import org.stemma.api.MeterId;
import org.stemma.api.Outcome;
import org.stemma.api.PartyId;
import org.stemma.api.Text;
import org.stemma.api.member.MemberCommand;
import org.stemma.api.member.MemberEvent;
import org.stemma.api.member.Meter;
import org.stemma.api.member.Party;
import org.stemma.api.member.Role;
import org.stemma.contracts.kernel.Handling;
import org.stemma.contracts.kernel.RoomContract;
import org.stemma.contracts.kernel.Tx;

/** The member room's door. */
@Contract(name = "member")
public final class MemberContract extends RoomContract {
    private static final Handling<MemberCommand.RegisterParty> REGISTER_PARTY =
            Handling.of(MemberCommand.RegisterParty.class, MemberContract::register);
    private static final Handling<MemberCommand.RegisterMeter> REGISTER_METER =
            Handling.of(MemberCommand.RegisterMeter.class, MemberContract::register);

    /** What is done with each command of this room. */
    public static List<Handling<?>> handlings() {
        return List.of(REGISTER_PARTY, REGISTER_METER);
    }

    @Transaction
    public String registerParty(Tx tx, String json) {
        return execute(tx, json, REGISTER_PARTY);
    }

    @Transaction
    public String registerMeter(Tx tx, String json) {
        return execute(tx, json, REGISTER_METER);
    }

    private static Outcome register(Tx tx, MemberCommand.RegisterParty command) {
        tx.caller().mustBe(Role.ADMIN, Role.OWNER, Role.BUYER, Role.HOLDER);
        MemberBook book = new MemberBook(tx);
        PartyId id = new PartyId(tx.idFor("prt", command.request()));
        if (!tx.isRepeat(command, book.find(id))) {
            String name = Text.label("name", command.name());
            book.save(new Party(id, name, command.kind(), tx.caller().organisation(), command.digest()));
            tx.tell(new MemberEvent.PartyRegistered(id, tx.caller().organisation()));
        }
        return Outcome.of(id);
    }

    private static Outcome register(Tx tx, MemberCommand.RegisterMeter command) {
        tx.caller().mustBe(Role.ADMIN, Role.METER);
        MemberBook book = new MemberBook(tx);
        MeterId id = new MeterId(tx.idFor("mtr", command.request()));
        if (!tx.isRepeat(command, book.find(id))) {
            MeterKeys.mustBeValid(command.publicKey());
            String name = Text.label("name", command.name());
            book.save(new Meter(id, name, tx.caller().organisation(), command.publicKey(), command.digest()));
            tx.tell(new MemberEvent.MeterRegistered(id, tx.caller().organisation()));
        }
        return Outcome.of(id);
    }
}
