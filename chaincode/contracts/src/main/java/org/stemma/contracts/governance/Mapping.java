package org.stemma.contracts.governance;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.stemma.api.AssetId;
import org.stemma.api.CurrencyCode;
import org.stemma.api.Money;
import org.stemma.api.OrgId;
import org.stemma.api.PartyId;
import org.stemma.api.Ppm;
import org.stemma.api.ProposalId;
import org.stemma.api.Refused;
import org.stemma.api.WalletId;
import org.stemma.api.account.AccountRefusal;
import org.stemma.api.governance.Action;
import org.stemma.api.governance.Ballot;
import org.stemma.api.governance.GovernanceRefusal;
import org.stemma.api.governance.GovernedParameters;
import org.stemma.api.governance.GovernedParameters.Parameter;
import org.stemma.api.governance.GovernedParameters.Version;
import org.stemma.api.governance.Proposal;
import org.stemma.api.kernel.Order;
import org.stemma.governance.Portion;
import org.stemma.governance.Voter;
import org.stemma.governance.action.Amount;
import org.stemma.governance.action.OrderAccount;
import org.stemma.governance.action.OrderAsset;
import org.stemma.governance.action.PayFromTreasury;
import org.stemma.governance.action.SetParameter;
import org.stemma.governance.action.Standing;
import org.stemma.governance.action.Subject;
import org.stemma.governance.parameter.GovernedParameter;
import org.stemma.governance.parameter.Parameters;
import org.stemma.governance.proposal.Milestones;
import org.stemma.governance.proposal.Procedure;
import org.stemma.governance.vote.Choice;
import org.stemma.governance.vote.Electorate;
import org.stemma.governance.vote.Mode;
import org.stemma.governance.vote.Seat;

/** The ledger's records as the library knows them, and back. Nothing is decided here. */
final class Mapping {
    private Mapping() {}

    static Voter voter(OrgId organisation) {
        return new Voter(organisation.value());
    }

    private static OrgId organisation(Voter voter) {
        return new OrgId(voter.id());
    }

    static Amount amount(Money money) {
        return new Amount(money.currency().value(), money.nano());
    }

    static Money money(Amount amount) {
        return new Money(new CurrencyCode(amount.currency()), amount.nano());
    }

    static Subject subject(AssetId asset) {
        return Subject.asset(asset.value());
    }

    static Subject subject(WalletId wallet) {
        return Subject.account(wallet.value());
    }

    private static String id(Subject subject) {
        return subject.value().substring(subject.value().indexOf('/') + 1);
    }

    static AssetId asset(OrderAsset order) {
        return new AssetId(id(order.asset()));
    }

    static WalletId wallet(OrderAccount order) {
        return new WalletId(id(order.account()));
    }

    static PartyId payee(PayFromTreasury payment) {
        return new PartyId(id(payment.payee()));
    }

    static Standing standing(Order.Standing standing) {
        return Standing.valueOf(standing.name());
    }

    static Order.Standing standing(Standing standing) {
        return Order.Standing.valueOf(standing.name());
    }

    /** An action as it was asked for; a parameter that nobody knows and two currencies in one hold are refused. */
    static org.stemma.governance.action.Action action(Action action) {
        if (action instanceof Action.SetParameter set) {
            GovernedParameter parameter = GovernedParameter.named(set.parameter())
                    .orElseThrow(
                            () -> Refused.because(GovernanceRefusal.PARAMETER_UNKNOWN, "parameter", set.parameter()));
            return new SetParameter(parameter, set.before(), set.after(), set.notBeforePeriod());
        } else if (action instanceof Action.PayFromTreasury pay) {
            return new PayFromTreasury(Subject.party(pay.payee().value()), amount(pay.amount()));
        } else if (action instanceof Action.OrderAsset order) {
            return new OrderAsset(subject(order.asset()), standing(order.before()), standing(order.after()));
        }
        Action.OrderAccount order = (Action.OrderAccount) action;
        Refused.unless(
                order.before().currency().equals(order.after().currency()),
                AccountRefusal.CURRENCY_MISMATCH,
                "before",
                order.before().currency(),
                "after",
                order.after().currency());
        return new OrderAccount(subject(order.wallet()), amount(order.before()), amount(order.after()));
    }

    static org.stemma.governance.proposal.Proposal proposal(Proposal record, List<Ballot> ballots) {
        return new org.stemma.governance.proposal.Proposal(
                new org.stemma.governance.proposal.ProposalId(record.id().value()),
                voter(record.proposer()),
                record.actions().stream().map(Mapping::action).toList(),
                procedure(record.procedure()),
                record.proposedAt(),
                record.electorate().map(Mapping::electorate),
                ballots.stream().flatMap(ballot -> cast(ballot).stream()).toList(),
                milestones(record.milestones()));
    }

    static Procedure procedure(Proposal.Procedure procedure) {
        return new Procedure(
                mode(procedure.mode()),
                procedure.epochSeconds(),
                procedure.votingDelaySeconds(),
                procedure.votingSeconds(),
                procedure.lateQuorumSeconds(),
                procedure.queueSeconds(),
                procedure.timelockSeconds(),
                procedure.executionSeconds(),
                portion(procedure.quorum()),
                portion(procedure.support()),
                portion(procedure.proposalThreshold()),
                procedure.guardian().map(Mapping::voter));
    }

    static Proposal.Procedure procedure(Procedure procedure) {
        return new Proposal.Procedure(
                Proposal.Mode.valueOf(procedure.mode().name()),
                procedure.stepSeconds(),
                procedure.votingDelaySeconds(),
                procedure.votingSeconds(),
                procedure.lateQuorumSeconds(),
                procedure.queueSeconds(),
                procedure.timelockSeconds(),
                procedure.executionSeconds(),
                new Ppm(procedure.quorum().ppm()),
                new Ppm(procedure.support().ppm()),
                new Ppm(procedure.proposalThreshold().ppm()),
                procedure.guardian().map(Mapping::organisation));
    }

    static Mode mode(Proposal.Mode mode) {
        return Mode.valueOf(mode.name());
    }

    private static Portion portion(Ppm ppm) {
        return new Portion(ppm.value());
    }

    private static Electorate electorate(Proposal.Electorate electorate) {
        return new Electorate(
                electorate.snapshot(),
                electorate.seats().stream()
                        .map(seat -> new Seat(voter(seat.organisation()), seat.weight()))
                        .toList(),
                electorate.recused().stream().map(Mapping::voter).toList());
    }

    static Proposal.Electorate electorate(Electorate electorate) {
        return new Proposal.Electorate(
                electorate.snapshot(),
                electorate.seats().stream()
                        .map(seat -> new Proposal.Seat(organisation(seat.voter()), seat.weight()))
                        .toList(),
                electorate.recused().stream().map(Mapping::organisation).toList());
    }

    private static Milestones milestones(Proposal.Milestones milestones) {
        return new Milestones(
                milestones.cancelledAt(), milestones.queuedAt(), milestones.vetoedAt(), milestones.executedAt());
    }

    static Proposal.Milestones milestones(Milestones milestones) {
        return new Proposal.Milestones(
                milestones.cancelledAt(), milestones.queuedAt(), milestones.vetoedAt(), milestones.executedAt());
    }

    static Choice choice(Ballot.Choice choice) {
        return Choice.valueOf(choice.name());
    }

    /** A ballot that was cast; an empty one is nothing to the law. */
    private static Optional<org.stemma.governance.vote.Ballot> cast(Ballot ballot) {
        return ballot.choice()
                .map(choice -> new org.stemma.governance.vote.Ballot(
                        voter(ballot.organisation()),
                        choice(choice),
                        ballot.firstCastAt().orElseThrow(),
                        ballot.castAt().orElseThrow()));
    }

    static Ballot ballot(ProposalId proposal, org.stemma.governance.vote.Ballot ballot) {
        return new Ballot(
                proposal,
                organisation(ballot.voter()),
                Optional.of(Ballot.Choice.valueOf(ballot.choice().name())),
                Optional.of(ballot.firstCastAt()),
                Optional.of(ballot.castAt()));
    }

    static Parameters parameters(GovernedParameters record) {
        TreeMap<GovernedParameter, java.util.SortedMap<Long, Long>> versions = new TreeMap<>();
        for (Parameter parameter : record.parameters()) {
            TreeMap<Long, Long> values = new TreeMap<>();
            parameter.versions().forEach(version -> values.put(version.fromPeriod(), version.value()));
            versions.put(GovernedParameter.named(parameter.name()).orElseThrow(), values);
        }
        return new Parameters(versions);
    }

    static GovernedParameters parameters(Parameters parameters) {
        TreeMap<String, Parameter> byName = new TreeMap<>();
        parameters
                .versions()
                .keySet()
                .forEach(parameter ->
                        byName.put(parameter.key(), new Parameter(parameter.key(), versions(parameters, parameter))));
        return new GovernedParameters(List.copyOf(byName.values()));
    }

    static List<Version> versions(Parameters parameters, GovernedParameter parameter) {
        List<Version> versions = new ArrayList<>();
        java.util.Objects.requireNonNull(parameters.versions().get(parameter))
                .forEach((from, value) -> versions.add(new Version(from, value)));
        return versions;
    }
}
