package org.stemma.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.stemma.api.Command;
import org.stemma.api.OrgId;
import org.stemma.api.WalletId;
import org.stemma.api.account.AccountCommand;
import org.stemma.api.license.LicenseCommand;

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

    private String code(Chaincode.User user, String function, Command command, String... endorsers) {
        return Chaincode.submit(ledger.endorse(user, function, command, List.of(endorsers)));
    }

    @Test
    void a_wallet_is_debited_only_with_its_owner() {
        WalletId wallet = market.wallet("100");
        AccountCommand.RequestWithdrawal withdrawal = new AccountCommand.RequestWithdrawal(
                Chaincode.request(), wallet, Market.xts("1"), new OrgId(LAB), List.of());
        String function = "account:requestWithdrawal";
        assertEquals(REFUSED, code(Market.STUDIO_BUYER, function, withdrawal, LAB, ARCHIVE));
        assertEquals(REFUSED, code(Market.STUDIO_BUYER, function, withdrawal, STUDIO));
        assertEquals(VALID, code(Market.STUDIO_BUYER, function, withdrawal, STUDIO, ARCHIVE));
    }

    @Test
    void a_purchase_needs_the_buyers_member() {
        LicenseCommand.BuyGrant purchase = market.purchase(market.wallet("100"), "10");
        assertEquals(REFUSED, code(Market.STUDIO_BUYER, "license:buyGrant", purchase, LAB, ARCHIVE));
        assertEquals(VALID, code(Market.STUDIO_BUYER, "license:buyGrant", purchase, STUDIO, LAB));
    }

    @Test
    void an_asset_is_offered_only_with_its_owner() {
        LicenseCommand.WithdrawOffer withdrawal =
                new LicenseCommand.WithdrawOffer(Chaincode.request(), market.model(), market.terms());
        assertEquals(REFUSED, code(Market.LAB_OWNER, "license:withdrawOffer", withdrawal, ARCHIVE, STUDIO));
        assertEquals(REFUSED, code(Market.LAB_OWNER, "license:withdrawOffer", withdrawal, LAB));
        assertEquals(VALID, code(Market.LAB_OWNER, "license:withdrawOffer", withdrawal, LAB, STUDIO));
        assertEquals(REFUSED, code(Market.LAB_OWNER, "license:offer", market.offer(), ARCHIVE, STUDIO));
        assertEquals(VALID, code(Market.LAB_OWNER, "license:offer", market.offer(), LAB, ARCHIVE));
    }
}
