package org.stemma.contracts.exactness;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.stemma.api.Command;
import org.stemma.api.CurrencyCode;
import org.stemma.api.MeterId;
import org.stemma.api.OrgId;
import org.stemma.api.Outcome;
import org.stemma.api.PartyId;
import org.stemma.api.RequestId;
import org.stemma.api.WalletId;
import org.stemma.api.account.AccountCommand;
import org.stemma.api.member.MemberCommand;
import org.stemma.api.member.Party;

/** Who takes part: the parties of three members, their wallets and their meters. */
final class Cast {
    static final List<String> ORGANISATIONS = List.of("LabMSP", "ArchiveMSP", "StudioMSP");
    static final int PARTIES = 12;
    static final int METERS = 2;

    private final String prefix;
    private final List<CurrencyCode> currencies;
    private final List<PartyId> parties = new ArrayList<>();
    private final Map<String, WalletId> wallets = new TreeMap<>();
    private final List<MeterId> meters = new ArrayList<>();
    private final KeyPair meterKeys = ed25519();

    /** @param prefix of all request ids: unique on the ledger */
    Cast(String prefix, List<String> currencies) {
        this.prefix = prefix;
        this.currencies = currencies.stream().map(CurrencyCode::new).toList();
    }

    /** Registers parties, wallets and meters. */
    void begin(Stage stage) {
        for (int i = 0; i < PARTIES; i++) {
            String organisation = organisation(i);
            String name = "party-" + i;
            parties.add(new PartyId(must(
                    stage,
                    organisation,
                    "owner",
                    "member:registerParty",
                    name,
                    () -> new MemberCommand.RegisterParty(request(name), name, Party.Kind.RIGHTS_HOLDER))));
            for (CurrencyCode currency : currencies) {
                String wallet = "wallet-" + i + "-" + currency;
                PartyId party = parties.get(i);
                wallets.put(
                        i + " " + currency,
                        new WalletId(must(
                                stage,
                                organisation,
                                "buyer",
                                "account:openWallet",
                                wallet,
                                () -> new AccountCommand.OpenWallet(request(wallet), party, currency))));
            }
        }
        for (int i = 0; i < METERS; i++) {
            String name = "meter-" + i;
            meters.add(new MeterId(must(
                    stage,
                    organisation(i),
                    "meter",
                    "member:registerMeter",
                    name,
                    () -> new MemberCommand.RegisterMeter(request(name), name, publicKey()))));
        }
    }

    private static String must(
            Stage stage, String organisation, String user, String function, String name, Supplier<Command> command) {
        Stage.Reply reply = stage.send(organisation, user, function, name, command);
        return reply.outcome()
                .map(Outcome::id)
                .orElseThrow(() -> new IllegalStateException(function + ": " + reply.code()));
    }

    PartyId party(int number) {
        return parties.get(number);
    }

    CurrencyCode currency(int number) {
        return currencies.get(number);
    }

    int currencies() {
        return currencies.size();
    }

    /** The number of a party. */
    int indexOf(PartyId party) {
        return parties.indexOf(party);
    }

    MeterId meter(int number) {
        return meters.get(number);
    }

    List<MeterId> meters() {
        return List.copyOf(meters);
    }

    /** The meters whose bits are set. */
    List<MeterId> chosen(int bits) {
        List<MeterId> chosen = new ArrayList<>();
        for (int i = 0; i < METERS; i++) {
            if ((bits >> i & 1) == 1) {
                chosen.add(meters.get(i));
            }
        }
        return chosen;
    }

    static String organisation(int party) {
        return ORGANISATIONS.get(party % ORGANISATIONS.size());
    }

    /** A cashier never attests for its own organisation. */
    static OrgId cashierFor(int party) {
        return new OrgId(organisation(party).equals("LabMSP") ? "ArchiveMSP" : "LabMSP");
    }

    RequestId request(String name) {
        return new RequestId(prefix + "-" + name);
    }

    String prefix() {
        return prefix;
    }

    WalletId wallet(int party, int currency) {
        return Optional.ofNullable(wallets.get(party + " " + currencies.get(currency)))
                .orElseThrow(Products.Missing::new);
    }

    /** The numbers of all parties, in any order. */
    static List<Integer> atRandom(Random random) {
        List<Integer> all = new ArrayList<>();
        for (int i = 0; i < PARTIES; i++) {
            all.add(i);
        }
        Collections.shuffle(all, random);
        return all;
    }

    private static KeyPair ed25519() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The raw bytes of the meters' key, which end its DER form. */
    private String publicKey() {
        byte[] der = meterKeys.getPublic().getEncoded();
        return Base64.getEncoder().encodeToString(Arrays.copyOfRange(der, der.length - 32, der.length));
    }

    String sign(String text) {
        try {
            Signature signer = Signature.getInstance("Ed25519");
            signer.initSign(meterKeys.getPrivate());
            signer.update(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(signer.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
