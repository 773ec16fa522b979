package org.stemma.gateway.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.stemma.api.Command;
import org.stemma.api.CurrencyCode;
import org.stemma.api.MeterId;
import org.stemma.api.ProposalId;
import org.stemma.api.RequestId;
import org.stemma.api.account.AccountCommand;
import org.stemma.api.governance.Ballot;
import org.stemma.api.governance.GovernanceCommand;
import org.stemma.api.governance.Proposal;
import org.stemma.api.royalty.RoyaltyCommand;
import org.stemma.api.usage.UsageCommand;
import org.stemma.gateway.readmodel.ReadModel;

final class ConsentsTest {
    private static final RequestId REQUEST = new RequestId("r");
    private static final ProposalId PROPOSAL = new ProposalId("prp_1");

    /** None of these commands needs anything looked up. */
    private final Consents consents = new Consents((ReadModel) Proxy.newProxyInstance(
            ReadModel.class.getClassLoader(), new Class<?>[] {ReadModel.class}, (proxy, method, arguments) -> {
                throw new AssertionError(method + " was asked");
            }));

    @Test
    void what_is_the_councils_is_endorsed_by_two_thirds() {
        List<Command> councils = List.of(
                new GovernanceCommand.Propose(REQUEST, "x", Optional.empty(), Proposal.Mode.FINAL, List.of()),
                new GovernanceCommand.OpenVote(REQUEST, PROPOSAL),
                new GovernanceCommand.Queue(REQUEST, PROPOSAL),
                new GovernanceCommand.Execute(REQUEST, PROPOSAL),
                new GovernanceCommand.Cancel(REQUEST, PROPOSAL),
                new GovernanceCommand.Veto(REQUEST, PROPOSAL),
                new AccountCommand.FoldTreasury(REQUEST, new CurrencyCode("XTS"), List.of()));
        councils.forEach(command -> assertEquals(Consent.COUNCIL, consents.of(command), command.toString()));
    }

    @Test
    void a_vote_needs_its_own_organisation_and_a_majority_as_a_settlement_does() {
        assertEquals(Consent.MAJORITY, consents.of(new GovernanceCommand.Vote(REQUEST, PROPOSAL, Ballot.Choice.FOR)));
        assertEquals(
                Consent.MAJORITY,
                consents.of(new RoyaltyCommand.Settle(REQUEST, new org.stemma.api.AssetId("ast_1"), 1)));
    }

    @Test
    void usage_needs_any_majority_and_not_its_own_organisation() {
        Command report = new UsageCommand.Report(REQUEST, new MeterId("mtr_1"), 1, List.of(), "signature");
        assertEquals(Consent.ANY_MAJORITY, consents.of(report));
    }
}
