package org.stemma.contracts.exactness;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.stemma.api.Command;
import org.stemma.api.CurrencyCode;
import org.stemma.api.Drawer;
import org.stemma.api.Money;
import org.stemma.api.ProposalId;
import org.stemma.api.RequestId;
import org.stemma.api.account.AccountCommand;
import org.stemma.api.account.Treasury;
import org.stemma.api.account.TreasuryFee;
import org.stemma.api.governance.Action;
import org.stemma.api.governance.Ballot;
import org.stemma.api.governance.GovernanceCommand;
import org.stemma.api.governance.Proposal;
import org.stemma.api.kernel.Charter;
import org.stemma.api.kernel.Rules;

/** Plays the council: what its members propose, vote and execute, each step at its time. */
final class Council {
    private static final long TREASURY_PART_PPM = 50_000;
    // Of the demo's rules of procedure, and a little more.
    private static final long VOTING_DELAY_MILLIS = 1100;
    private static final long TIMELOCK_MILLIS = 5500;

    private final Stage stage;
    private final Player player;
    private final Cast cast;
    private final Outlook outlook;

    Council(Stage stage, Player player) {
        this.stage = stage;
        this.player = player;
        this.cast = player.cast();
        this.outlook = player.outlook();
    }

    /** The council decides on parameters of a later period, and on a payment out of the treasury. */
    boolean govern(Op op) {
        Charter now = outlook.charter();
        long from = now.periodOf(now.epochOf(stage.now())) + op.number(2);
        Rules last = now.rules().get(now.rules().size() - 1);
        List<Action> actions = new ArrayList<>();
        if (last.treasuryFee().value() != op.number(0)) {
            actions.add(
                    new Action.SetParameter("treasuryFee", last.treasuryFee().value(), op.number(0), from));
        }
        if (last.usageWindowPeriods() != op.number(1)) {
            actions.add(new Action.SetParameter("usageWindowPeriods", last.usageWindowPeriods(), op.number(1), from));
        }
        if (op.argument(3) >= 0) {
            fromTreasury(op)
                    .ifPresent(amount -> actions.add(new Action.PayFromTreasury(cast.party(op.argument(3)), amount)));
        }
        // A member whose party is to be paid does not vote.
        List<String> voters = Cast.ORGANISATIONS.stream()
                .filter(one -> op.argument(3) < 0 || !one.equals(Cast.organisation(op.argument(3))))
                .limit(2)
                .toList();
        return !actions.isEmpty() && carried("op-" + op.number(), actions, voters);
    }

    /** Folds fees and takes a part of what the treasury then has, below the council's cap. */
    private Optional<Money> fromTreasury(Op op) {
        CurrencyCode currency = cast.currency(op.argument(4));
        List<String> fees =
                stage.ledger().scan(Drawer.TREASURY_FEE, TreasuryFee.class, Outlook.MAX_FOLDS, currency).stream()
                        .map(TreasuryFee::id)
                        .toList();
        String name = "fold-" + op.number();
        if (!fees.isEmpty()) {
            stage.send(
                    "StudioMSP",
                    "buyer",
                    "account:foldTreasury",
                    name,
                    () -> new AccountCommand.FoldTreasury(cast.request(name), currency, fees));
        }
        return stage.ledger()
                .find(Drawer.TREASURY, Treasury.class, currency)
                .map(treasury -> outlook.part(treasury.balance(), TREASURY_PART_PPM))
                .filter(Money::isPositive);
    }

    /** Takes a proposal through all steps, each at its time; whether it was executed. */
    private boolean carried(String name, List<Action> actions, List<String> voters) {
        Charter now = outlook.charter();
        Optional<ProposalId> proposal = stage.send(
                        "LabMSP",
                        "council",
                        "governance:propose",
                        name,
                        () -> new GovernanceCommand.Propose(
                                cast.request(name), "A proposal", Optional.empty(), Proposal.Mode.FINAL, actions))
                .outcome()
                .map(outcome -> new ProposalId(outcome.id()));
        if (proposal.isEmpty()) {
            return false;
        }
        ProposalId id = proposal.get();
        player.closeThrough(now.epochOf(stage.now().plusMillis(VOTING_DELAY_MILLIS)));
        council(name, "buyer", "LabMSP", "openVote", request -> new GovernanceCommand.OpenVote(request, id));
        for (String voter : voters) {
            council(
                    name,
                    "council",
                    voter,
                    "vote",
                    request -> new GovernanceCommand.Vote(request, id, Ballot.Choice.FOR));
        }
        council(name, "buyer", "StudioMSP", "queue", request -> new GovernanceCommand.Queue(request, id));
        stage.await(stage.now().plusMillis(TIMELOCK_MILLIS));
        return council(name, "buyer", "ArchiveMSP", "execute", request -> new GovernanceCommand.Execute(request, id));
    }

    private boolean council(
            String name, String user, String organisation, String step, Function<RequestId, Command> command) {
        String own = name + "-" + step + "-" + organisation;
        Stage.Reply reply =
                stage.send(organisation, user, "governance:" + step, own, () -> command.apply(cast.request(own)));
        if (reply.outcome().isEmpty()) {
            player.note("GOVERN " + step + " " + reply.code());
        }
        return reply.outcome().isPresent();
    }
}
