package org.stemma.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.stemma.api.Command;
import org.stemma.api.Document;
import org.stemma.api.OrgId;
import org.stemma.api.PartyId;
import org.stemma.api.WalletId;
import org.stemma.api.account.AccountCommand;
import org.stemma.api.batch.Batch;
import org.stemma.api.member.MemberCommand;
import org.stemma.api.member.Party;

/** What is a member's own changes only with that member's peer, whatever majority the others are. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ConsentIT {
    private static final String VALID = "VALID";
    private static final String REFUSED = "ENDORSEMENT_POLICY_FAILURE";
    private static final String LAB = "LabMSP";
    private static final String ARCHIVE = "ArchiveMSP";
    private static final String STUDIO = "StudioMSP";

    private final Clients clients = new Clients(NetworkFile.read());
    private final Chaincode ledger = new Chaincode(clients);
    private Market market;

    @BeforeAll
    void open() {
        market = new Market(ledger);
    }

    @AfterAll
    void close() {
        clients.close();
    }

    /** Tries every set of endorsers of three: those with all the owners and a majority are enough, and no others. */
    private void everySet(Chaincode.User user, String function, Supplier<? extends Document> command, String... owners) {
        for (int set = 1; set < 1 << Chaincode.ALL.size(); set++) {
            int members = set;
            List<String> endorsers = Chaincode.ALL.stream()
                    .filter(member -> (members >> Chaincode.ALL.indexOf(member) & 1) == 1)
                    .toList();
            boolean enough = endorsers.size() >= 2 && endorsers.containsAll(List.of(owners));
            assertEquals(
                    enough ? VALID : REFUSED,
                    ledger.code(user, function, command.get(), endorsers),
                    function + " endorsed by " + endorsers);
        }
    }

    @Test
    void a_wallet_is_debited_only_with_its_owner() {
        WalletId wallet = market.wallet("100");
        everySet(
                Market.STUDIO_BUYER,
                "account:requestWithdrawal",
                () -> new AccountCommand.RequestWithdrawal(
                        Chaincode.request(), wallet, Market.xts("1"), new OrgId(LAB), List.of()),
                STUDIO);
    }

    @Test
    void a_purchase_needs_the_buyers_member() {
        WalletId wallet = market.wallet("100");
        everySet(Market.STUDIO_BUYER, "license:buyGrant", () -> market.purchase(wallet, "10"), STUDIO);
    }

    @Test
    void an_asset_is_offered_only_with_its_owner() {
        everySet(Market.LAB_OWNER, "license:offer", market::offer, LAB);
    }

    /** A transfer to a holder who has units already changes two holdings: both their members have to consent. */
    @Test
    void units_move_only_with_their_holder_and_into_a_holding_only_with_its_own() {
        Shares shares = new Shares(ledger, market);
        everySet(Market.LAB_BUYER, "share:transfer", () -> shares.give(shares.newPartyOfStudio(), 1), LAB);
        PartyId studio = shares.newPartyOfStudio();
        assertEquals(
                VALID, ledger.code(Market.LAB_BUYER, "share:transfer", shares.give(studio, 1), List.of(LAB, ARCHIVE)));
        everySet(Market.LAB_BUYER, "share:transfer", () -> shares.give(studio, 1), LAB, STUDIO);
    }

    private static Batch batch(Command... commands) {
        return new Batch(Arrays.stream(commands).map(Batch.Entry::of).toList());
    }

    private static Command newParty() {
        return new MemberCommand.RegisterParty(Chaincode.request(), "In a batch", Party.Kind.LICENSEE);
    }

    @Test
    void a_batch_needs_all_whom_its_commands_need() {
        Shares shares = new Shares(ledger, market);
        PartyId studio = shares.newPartyOfStudio();
        assertEquals(
                VALID, ledger.code(Market.LAB_BUYER, "share:transfer", shares.give(studio, 1), List.of(LAB, ARCHIVE)));
        everySet(Market.LAB_BUYER, Batch.FUNCTION, () -> batch(newParty(), shares.give(studio, 1)), LAB, STUDIO);
    }

    /** Another's wallet: the batch writes nothing of it, and so needs nobody's consent for it. */
    @Test
    void a_command_that_is_refused_in_a_batch_needs_nobody() {
        WalletId wallet = market.wallet("100");
        everySet(
                Market.ARCHIVE_BUYER,
                Batch.FUNCTION,
                () -> batch(
                        newParty(),
                        new AccountCommand.RequestWithdrawal(
                                Chaincode.request(), wallet, Market.xts("1"), new OrgId(LAB), List.of())));
    }
}
