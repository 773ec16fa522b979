package org.stemma.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.util.List;
import org.hyperledger.fabric.client.Transaction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.stemma.api.GrantId;
import org.stemma.api.WalletId;
import org.stemma.api.member.MemberCommand;
import org.stemma.api.member.Party;

/** Nobody chooses the time at which a transaction counts: neither by its timestamp nor by holding it back. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TimeIT {
    private static final String VALID = "VALID";
    private static final String MVCC = "MVCC_READ_CONFLICT";

    private final Clients clients = new Clients(NetworkFile.read());
    private final Chaincode ledger = new Chaincode(clients);

    @AfterAll
    void close() {
        clients.close();
    }

    private static MemberCommand.RegisterParty party() {
        return new MemberCommand.RegisterParty(Chaincode.request(), "A department", Party.Kind.DEPARTMENT);
    }

    private String refusalAt(Instant time) {
        return assertThrows(
                        Chaincode.NotEndorsed.class,
                        () -> ledger.endorseAt(Market.LAB_OWNER, "member:registerParty", party(), time))
                .code();
    }

    @BeforeAll
    void the_ledger_has_begun() {
        ledger.run(Market.LAB_OWNER, "member:registerParty", party());
    }

    @Test
    void a_back_dated_command_is_refused() {
        assertEquals("kernel.time_behind", refusalAt(Instant.now().minusSeconds(62)));
        assertEquals("kernel.time_behind", refusalAt(Instant.now().minusSeconds(366L * 24 * 3600)));
        assertEquals("kernel.time_behind", refusalAt(Instant.ofEpochSecond(-1)));
    }

    @Test
    void a_post_dated_command_is_refused() {
        assertEquals("kernel.time_ahead", refusalAt(Instant.now().plusSeconds(4)));
        assertEquals("kernel.time_ahead", refusalAt(Instant.now().plusSeconds(10L * 366 * 24 * 3600)));
    }

    @Test
    void a_time_within_the_tolerance_is_taken() {
        Transaction transaction = ledger.endorseAt(
                Market.LAB_OWNER,
                "member:registerParty",
                party(),
                Instant.now().minusMillis(500));
        assertEquals(VALID, Chaincode.submit(transaction));
    }

    @Test
    void a_command_dated_into_a_closed_epoch_is_refused() throws InterruptedException {
        Instant then = Instant.now();
        new Market(ledger).closeEpochOf(then);
        assertEquals("kernel.epoch_closed", refusalAt(then));
    }

    /** Each twin was endorsed beside the late one; it has a wallet and a grant of its own, so nothing else is stale. */
    @Test
    void what_was_endorsed_in_an_epoch_and_submitted_after_its_closing_is_dead_and_its_twins_are_valid()
            throws InterruptedException {
        Market market = new Market(ledger);
        Market other = new Market(ledger);
        WalletId wallet = market.wallet("10");
        WalletId twinWallet = market.wallet("10");
        GrantId grant = market.grant("10");
        GrantId twinGrant = other.grant("10");
        Thread.sleep(5);

        Transaction purchase = purchase(market, wallet);
        Transaction twinPurchase = purchase(market, twinWallet);
        Transaction report = report(market, grant);
        Transaction twinReport = report(other, twinGrant);
        Instant endorsed = Instant.now();

        assertEquals(VALID, Chaincode.submit(twinPurchase));
        assertEquals(VALID, Chaincode.submit(twinReport));
        market.closeEpochOf(endorsed);
        assertEquals(MVCC, Chaincode.submit(purchase));
        assertEquals(MVCC, Chaincode.submit(report));
        // The same commands, endorsed now: nothing of the dead ones was written.
        assertEquals(VALID, Chaincode.submit(purchase(market, wallet)));
        assertEquals(VALID, Chaincode.submit(report(market, grant)));
    }

    private Transaction purchase(Market market, WalletId wallet) {
        return ledger.endorse(
                Market.STUDIO_BUYER, "license:buyGrant", market.purchase(wallet, "10"), List.of("StudioMSP", "LabMSP"));
    }

    private Transaction report(Market market, GrantId grant) {
        return ledger.endorse(Market.LAB_METER, "usage:report", market.report(1, grant, 100), Chaincode.ALL);
    }
}
