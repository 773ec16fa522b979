package org.stemma.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.stemma.api.AssetId;
import org.stemma.api.Command;
import org.stemma.api.CurrencyCode;
import org.stemma.api.Digest;
import org.stemma.api.Drawer;
import org.stemma.api.Money;
import org.stemma.api.Outcome;
import org.stemma.api.PartyId;
import org.stemma.api.Ppm;
import org.stemma.api.WalletId;
import org.stemma.api.account.AccountCommand;
import org.stemma.api.account.Credit;
import org.stemma.api.asset.Asset;
import org.stemma.api.asset.AssetCommand;
import org.stemma.api.asset.AssetVersion;
import org.stemma.api.kernel.Charter;
import org.stemma.api.kernel.EpochCursor;
import org.stemma.api.kernel.KernelCommand;
import org.stemma.api.license.LicenseCommand;
import org.stemma.api.license.Presets;
import org.stemma.api.license.Terms;
import org.stemma.api.member.MemberCommand;
import org.stemma.api.member.Party;
import org.stemma.api.royalty.RoyaltyCommand;
import org.stemma.api.share.ShareCommand;
import org.stemma.contracts.exactness.Stage;

/** On a real network, too, a distribution and a claim cost the same whatever the number of holders. */
final class ScaleIT {
    private static final int FEW = 10;
    private static final int MANY = NetworkFile.size("holders", NetworkFile.full() ? 2000 : 50);
    private static final int SENDERS = 48;
    private static final int TIMED = 31;
    private static final int MAX_EPOCHS = 200;
    private static final long UNITS_EACH = 10;
    private static final String LAB = "LabMSP";
    private static final String STUDIO = "StudioMSP";
    private static final CurrencyCode XTS = new CurrencyCode("XTS");
    private static final Money PRICE = Money.of("XTS", "12.345678901");

    private final Clients clients = new Clients(NetworkFile.read());
    private final NetworkStage stage = new NetworkStage(clients);
    private final Chaincode ledger = new Chaincode(clients);
    private final ExecutorService pool = Executors.newFixedThreadPool(SENDERS);

    @AfterEach
    void close() {
        pool.shutdownNow();
        stage.close();
        clients.close();
    }

    private String run(String organisation, String user, String function, Command command) {
        Stage.Reply reply = stage.send(organisation, user, function, "", () -> command);
        return reply.outcome()
                .map(Outcome::id)
                .orElseThrow(() -> new IllegalStateException(reply.code() + ": " + command));
    }

    private <T> List<T> all(List<Callable<T>> work) {
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> one : pool.invokeAll(work)) {
                results.add(one.get());
            }
            return results;
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private PartyId party(String organisation, String name) {
        return new PartyId(run(
                organisation,
                "owner",
                "member:registerParty",
                new MemberCommand.RegisterParty(Chaincode.request(), name, Party.Kind.INVESTOR)));
    }

    private WalletId wallet(String organisation, PartyId party) {
        return new WalletId(run(
                organisation,
                "buyer",
                "account:openWallet",
                new AccountCommand.OpenWallet(Chaincode.request(), party, XTS)));
    }

    /** An asset whose units lie evenly with so many parties, of which the first two have a wallet. */
    private final class Held {
        private final List<PartyId> parties;
        private final AssetId asset;
        private final List<WalletId> wallets = new ArrayList<>();

        Held(int holders) {
            List<Callable<PartyId>> registering = new ArrayList<>();
            for (int i = 0; i < holders; i++) {
                String name = "Holder " + i;
                registering.add(() -> party(LAB, name));
            }
            parties = all(registering);
            wallets.add(wallet(LAB, parties.get(0)));
            wallets.add(wallet(LAB, parties.get(1)));
            AssetVersion.Content content = new AssetVersion.Content(
                    Digest.of("content " + Instant.now()), 3, 1000, "Apache-2.0", Optional.empty());
            asset = new AssetId(run(
                    LAB,
                    "owner",
                    "asset:register",
                    new AssetCommand.Register(
                            Chaincode.request(), Asset.Kind.MODEL, "A model", parties.get(0), content, List.of())));
            run(
                    LAB,
                    "owner",
                    "share:issue",
                    new ShareCommand.Issue(Chaincode.request(), asset, parties.get(0), UNITS_EACH * holders));
            share(List.of(new Part(0, holders)));
        }

        /** Whoever holds the units of several gives half of them to one of the others, all at once. */
        private void share(List<Part> parts) {
            List<Part> split = parts.stream().filter(part -> part.to - part.from > 1).toList();
            if (!split.isEmpty()) {
                all(split.stream().map(this::half).toList());
                share(split.stream().flatMap(part -> part.halves().stream()).toList());
            }
        }

        private Callable<String> half(Part part) {
            return () -> run(
                    LAB,
                    "buyer",
                    "share:transfer",
                    new ShareCommand.Transfer(
                            Chaincode.request(),
                            asset,
                            parties.get(part.from),
                            parties.get(part.middle()),
                            UNITS_EACH * (part.to - part.middle())));
        }

        /** A licensee pays for the asset. */
        void earn() {
            PartyId buyer = party(STUDIO, "Licensee");
            WalletId wallet = wallet(STUDIO, buyer);
            run(
                    LAB,
                    "cashier",
                    "account:deposit",
                    new AccountCommand.Deposit(Chaincode.request(), wallet, PRICE, "bank-" + wallet));
            Terms terms = Presets.trainPriced(PRICE, new Ppm(1));
            run(LAB, "owner", "license:offer", new LicenseCommand.Offer(Chaincode.request(), asset, terms, List.of()));
            List<String> folds = stage.ledger().scan(Drawer.CREDIT, Credit.class, 1, wallet).stream()
                    .map(Credit::id)
                    .toList();
            run(
                    STUDIO,
                    "buyer",
                    "license:buyGrant",
                    new LicenseCommand.BuyGrant(
                            Chaincode.request(),
                            buyer,
                            asset,
                            1,
                            terms.id(),
                            Terms.Purpose.COMMERCIAL,
                            Optional.of(wallet),
                            Optional.of(PRICE),
                            Optional.empty(),
                            Optional.empty(),
                            List.of(),
                            folds));
        }

        RoyaltyCommand settlement() {
            String due = stage.ledger().unsettled().stream()
                    .filter(one -> one.startsWith(asset + "/"))
                    .findFirst()
                    .orElseThrow();
            long period = Long.parseLong(due.substring(due.indexOf('/') + 1));
            return new RoyaltyCommand.Settle(Chaincode.request(), asset, period);
        }

        RoyaltyCommand claim(int holder) {
            return new RoyaltyCommand.ClaimShares(
                    Chaincode.request(), asset, XTS, parties.get(holder).value(), wallets.get(holder), 1);
        }
    }

    private record Part(int from, int to) {
        int middle() {
            return (from + to + 1) / 2;
        }

        List<Part> halves() {
            return List.of(new Part(from, middle()), new Part(middle(), to));
        }
    }

    @Test
    void a_distribution_and_a_claim_touch_the_same_keys_whatever_the_number_of_holders() {
        Gateways.down(clients.network());
        long began = System.nanoTime();
        Held few = new Held(FEW);
        Held many = new Held(MANY);
        few.earn();
        many.earn();
        closeThisPeriod();
        long height = stage.height();
        long built = System.nanoTime();
        String settling = times(user("cashier"), "royalty:settle", few.settlement(), many.settlement());
        for (Held held : List.of(few, many)) {
            run(LAB, "cashier", "royalty:settle", held.settlement());
        }
        String claiming = times(user("buyer"), "royalty:claimShares", few.claim(0), many.claim(0));
        for (Held held : List.of(few, many)) {
            run(LAB, "buyer", "royalty:claimShares", held.claim(0));
            run(LAB, "buyer", "royalty:claimShares", held.claim(1));
        }
        System.out.printf(
                Locale.ROOT,
                "scale on the network: %d and %d holders, made in %d s%n  distribution: %s%n  claim: %s%n",
                FEW,
                MANY,
                (built - began) / 1_000_000_000,
                touches(height, "royalty:settle", 2) + "; " + settling,
                touches(height, "royalty:claimShares", 4) + "; " + claiming);
        assertEquals(List.of(), stage.differences());
    }

    private static Chaincode.User user(String name) {
        return new Chaincode.User(LAB, name);
    }

    private void closeThisPeriod() {
        Charter charter = stage.ledger().find(Drawer.CHARTER, Charter.class).orElseThrow();
        long last = charter.lastEpochOf(charter.periodOf(charter.epochOf(stage.now())));
        stage.await(charter.endOf(last).plusSeconds(charter.graceSeconds()));
        for (long closed = closedThrough(); closed < last; closed = closedThrough()) {
            long through = Math.min(last, closed + MAX_EPOCHS);
            run(LAB, "admin", "kernel:closeEpochs", new KernelCommand.CloseEpochs(Chaincode.request(), through));
        }
    }

    private long closedThrough() {
        return stage.ledger()
                .find(Drawer.EPOCH_CURSOR, EpochCursor.class)
                .orElseThrow()
                .closedThrough();
    }

    /** What the transactions of a kind touched, which is the same for all of them. */
    private CommittedBlocks.Touches touches(long height, String function, int expected) {
        List<CommittedBlocks.Touches> found = new ArrayList<>();
        CommittedBlocks blocks = new CommittedBlocks(clients);
        for (long number = height; number < stage.height(); number++) {
            blocks.block(number).stream()
                    .filter(one -> one.step().function().equals(function))
                    .forEach(one -> found.add(one.touches()));
        }
        assertEquals(expected, found.size(), function);
        assertEquals(1, new TreeSet<>(found.stream().map(Object::toString).toList()).size(), () -> function + ": " + found);
        return found.get(0);
    }

    /** How long all members take to endorse; medians of turns. Nothing of it is submitted. */
    private String times(Chaincode.User user, String function, Command few, Command many) {
        long[] ofFew = new long[TIMED];
        long[] ofMany = new long[TIMED];
        for (int i = 0; i < TIMED; i++) {
            ofFew[i] = time(user, function, few);
            ofMany[i] = time(user, function, many);
        }
        return String.format(
                Locale.ROOT,
                "endorsed by all members in %.1f and %.1f ms, ratio %.2f (medians of %d)",
                median(ofFew) / 1e6,
                median(ofMany) / 1e6,
                (double) median(ofMany) / median(ofFew),
                TIMED);
    }

    private long time(Chaincode.User user, String function, Command command) {
        long began = System.nanoTime();
        ledger.endorse(user, function, command, Chaincode.ALL);
        return System.nanoTime() - began;
    }

    private static long median(long[] times) {
        Arrays.sort(times);
        return times[times.length / 2];
    }
}
