package org.stemma.contracts.governance;

import java.util.List;
import java.util.function.Consumer;
import org.hyperledger.fabric.contract.annotation.Contract;
import org.hyperledger.fabric.contract.annotation.Transaction;
import org.stemma.api.Command;
import org.stemma.api.MalformedException;
import org.stemma.api.Outcome;
import org.stemma.api.ProposalId;
import org.stemma.api.governance.GovernanceCommand;
import org.stemma.api.governance.Inspection;
import org.stemma.api.governance.ParameterTable;
import org.stemma.api.member.Role;
import org.stemma.contracts.kernel.RoomContract;
import org.stemma.contracts.kernel.Tx;

/** The governance room's door. */
@Contract(name = "governance")
public final class GovernanceContract extends RoomContract {
    @Transaction
    public String propose(Tx tx, String json) {
        return execute(tx, json, GovernanceCommand.Propose.class, command -> propose(tx, command));
    }

    @Transaction
    public String openVote(Tx tx, String json) {
        return execute(
                tx, json, GovernanceCommand.OpenVote.class, c -> anyone(tx, c, c.proposal(), new Proposals(tx)::open));
    }

    @Transaction
    public String vote(Tx tx, String json) {
        return execute(
                tx,
                json,
                GovernanceCommand.Vote.class,
                c -> council(tx, c, c.proposal(), id -> new Proposals(tx).vote(id, c.choice())));
    }

    @Transaction
    public String queue(Tx tx, String json) {
        return execute(
                tx, json, GovernanceCommand.Queue.class, c -> anyone(tx, c, c.proposal(), new Proposals(tx)::queue));
    }

    @Transaction
    public String execute(Tx tx, String json) {
        return execute(
                tx,
                json,
                GovernanceCommand.Execute.class,
                c -> anyone(tx, c, c.proposal(), new Proposals(tx)::execute));
    }

    @Transaction
    public String cancel(Tx tx, String json) {
        return execute(
                tx, json, GovernanceCommand.Cancel.class, c -> council(tx, c, c.proposal(), new Proposals(tx)::cancel));
    }

    @Transaction
    public String veto(Tx tx, String json) {
        return execute(
                tx, json, GovernanceCommand.Veto.class, c -> council(tx, c, c.proposal(), new Proposals(tx)::veto));
    }

    /** Writes nothing: answers what proposals are at the transaction's time. */
    @Transaction(intent = Transaction.TYPE.EVALUATE)
    public String inspect(Tx tx, String json) {
        return execute(tx, json, Inspection.Question.class, question -> inspect(tx, question.proposals()));
    }

    /** Writes nothing: answers which parameters hold at the transaction's time, and within which bounds they may change. */
    @Transaction(intent = Transaction.TYPE.EVALUATE)
    public String parameters(Tx tx, String json) {
        return execute(tx, json, ParameterTable.Question.class, question -> new CouncilParameters(tx).table());
    }

    private static Outcome propose(Tx tx, GovernanceCommand.Propose command) {
        tx.caller().mustBe(Role.COUNCIL);
        ProposalId id = new ProposalId(tx.idFor("prp", command.request()));
        if (!tx.isRepeat(command, new GovernanceBook(tx).find(id))) {
            new Proposals(tx).propose(id, command);
        }
        return Outcome.of(id);
    }

    private static Outcome council(Tx tx, Command command, ProposalId proposal, Consumer<ProposalId> work) {
        return tx.once(command, () -> {
            tx.caller().mustBe(Role.COUNCIL);
            work.accept(proposal);
            return Outcome.of(proposal);
        });
    }

    private static Outcome anyone(Tx tx, Command command, ProposalId proposal, Consumer<ProposalId> work) {
        return tx.once(command, () -> {
            tx.caller().mustBeWriter();
            work.accept(proposal);
            return Outcome.of(proposal);
        });
    }

    private static Inspection inspect(Tx tx, List<ProposalId> ids) {
        boolean distinct = ids.stream().distinct().count() == ids.size();
        if (ids.isEmpty() || ids.size() > Inspection.MAX_PROPOSALS || !distinct) {
            throw new MalformedException("proposals: 1 to " + Inspection.MAX_PROPOSALS + " distinct ids are expected");
        }
        Proposals proposals = new Proposals(tx);
        return new Inspection(tx.now(), ids.stream().map(proposals::view).toList());
    }
}
