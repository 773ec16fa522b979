package org.stemma.contracts.governance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.stemma.api.AssetId;
import org.stemma.api.Codec;
import org.stemma.api.Document;
import org.stemma.api.Drawer;
import org.stemma.api.Money;
import org.stemma.api.PartyId;
import org.stemma.api.Refusal;
import org.stemma.api.WalletId;
import org.stemma.api.account.Treasury;
import org.stemma.api.governance.Action;
import org.stemma.api.kernel.Order;
import org.stemma.api.member.Party;
import org.stemma.contracts.kernel.KeyPolicies;
import org.stemma.contracts.story.Council;
import org.stemma.contracts.story.Story;
import org.stemma.contracts.testing.Conservation;
import org.stemma.contracts.testing.TestIdentity;
import org.stemma.contracts.testing.TestNetwork;

/** A test of the council's room: members with something that can be held, and a short way to be refused. */
abstract class CouncilTest {
    protected static final Money NONE = Story.xts("0");

    protected final Story story = new Story();
    protected final TestNetwork network = story.network();
    protected final Council council = new Council(story);
    protected final PartyId library = story.party(Story.ARCHIVE_OWNER, "A library", Party.Kind.RIGHTS_HOLDER);
    protected final AssetId data = story.dataSet(library, "sources");
    protected final PartyId studio = story.party(Story.STUDIO_BUYER, "Studio", Party.Kind.LICENSEE);
    protected final WalletId wallet = story.wallet(Story.STUDIO_BUYER, studio);
    private boolean conserved = true;

    @AfterEach
    void no_money_is_made_or_lost() {
        if (conserved) {
            Conservation.check(network);
        }
    }

    /** Money that came from nowhere, for tests that look at something else. */
    protected void endow(String amount) {
        conserved = false;
        Money balance = Story.xts(amount);
        network.put(Drawer.TREASURY, new Treasury(Story.XTS, balance, story.period() - 1, NONE, NONE), Story.XTS);
    }

    protected void refused(Refusal reason, TestIdentity by, String function, Document command) {
        assertEquals(Optional.of(reason.code()), network.refusal(by, function, Codec.encode(command)));
    }

    protected void accepted(TestIdentity by, String function, Document command) {
        assertEquals(Optional.empty(), network.refusal(by, function, Codec.encode(command)));
    }

    /** Proposing these actions is refused for this reason. */
    protected void unproposable(Refusal reason, Action... actions) {
        refused(
                reason,
                Story.LAB_COUNCIL,
                "governance:propose",
                new org.stemma.api.governance.GovernanceCommand.Propose(
                        story.request(),
                        "A proposal",
                        Optional.empty(),
                        org.stemma.api.governance.Proposal.Mode.FINAL,
                        List.of(actions)));
    }

    protected static Action.SetParameter set(String parameter, long before, long after) {
        return new Action.SetParameter(parameter, before, after, 0);
    }

    protected Action.OrderAsset hold(AssetId asset) {
        return new Action.OrderAsset(asset, Order.Standing.LISTED, Order.Standing.HELD);
    }

    protected Action.OrderAccount hold(String before, String after) {
        return new Action.OrderAccount(wallet, Story.xts(before), Story.xts(after));
    }

    protected Action.PayFromTreasury pay(PartyId payee, String amount) {
        return new Action.PayFromTreasury(payee, Story.xts(amount));
    }

    byte[] policy(Drawer drawer, Object... parts) {
        return network.ledger().policy(drawer.key(parts)).orElseThrow();
    }

    byte[] twoThirds() {
        return KeyPolicies.twoThirds(story.charter().membership());
    }
}
