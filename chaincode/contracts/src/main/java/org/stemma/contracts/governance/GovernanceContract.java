package org.stemma.contracts.governance;

import java.util.List;
import java.util.function.BiFunction;
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
import org.stemma.contracts.kernel.Handling;
import org.stemma.contracts.kernel.RoomContract;
import org.stemma.contracts.kernel.Tx;

/** The governance room's door. */
@Contract(name = "governance")
public final class GovernanceContract extends RoomContract {
    private static final Handling<GovernanceCommand.Propose> PROPOSE =
            alone(GovernanceCommand.Propose.class, GovernanceContract::propose);
    private static final Handling<GovernanceCommand.OpenVote> OPEN_VOTE =
            alone(GovernanceCommand.OpenVote.class, (tx, c) -> anyone(tx, c, c.proposal(), new Proposals(tx)::open));
    private static final Handling<GovernanceCommand.Vote> VOTE = alone(
            GovernanceCommand.Vote.class,
            (tx, c) -> council(tx, c, c.proposal(), id -> new Proposals(tx).vote(id, c.choice())));
    private static final Handling<GovernanceCommand.Queue> QUEUE =
            alone(GovernanceCommand.Queue.class, (tx, c) -> anyone(tx, c, c.proposal(), new Proposals(tx)::queue));
    private static final Handling<GovernanceCommand.Execute> EXECUTE =
            alone(GovernanceCommand.Execute.class, (tx, c) -> anyone(tx, c, c.proposal(), new Proposals(tx)::execute));
    private static final Handling<GovernanceCommand.Cancel> CANCEL =
            alone(GovernanceCommand.Cancel.class, (tx, c) -> council(tx, c, c.proposal(), new Proposals(tx)::cancel));
    private static final Handling<GovernanceCommand.Veto> VETO =
            alone(GovernanceCommand.Veto.class, (tx, c) -> council(tx, c, c.proposal(), new Proposals(tx)::veto));

    /** What is done with each command of this room. */
    public static List<Handling<?>> handlings() {
        return List.of(PROPOSE, OPEN_VOTE, VOTE, QUEUE, EXECUTE, CANCEL, VETO);
    }

    /** Decisions go through ballots and change what all others stand on. */
    private static <C extends Command> Handling<C> alone(Class<C> type, BiFunction<Tx, C, Outcome> work) {
        return Handling.of(type, work).alone();
    }

    @Transaction
    public String propose(Tx tx, String json) {
        return execute(tx, json, PROPOSE);
    }

    @Transaction
    public String openVote(Tx tx, String json) {
        return execute(tx, json, OPEN_VOTE);
    }

    @Transaction
    public String vote(Tx tx, String json) {
        return execute(tx, json, VOTE);
    }

    @Transaction
    public String queue(Tx tx, String json) {
        return execute(tx, json, QUEUE);
    }

    @Transaction
    public String execute(Tx tx, String json) {
        return execute(tx, json, EXECUTE);
    }

    @Transaction
    public String cancel(Tx tx, String json) {
        return execute(tx, json, CANCEL);
    }

    @Transaction
    public String veto(Tx tx, String json) {
        return execute(tx, json, VETO);
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
