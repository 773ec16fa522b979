package org.stemma.client.story;

import java.util.List;
import org.stemma.api.Money;
import org.stemma.api.member.Party;
import org.stemma.client.gateway.Body;
import org.stemma.client.gateway.Gateway;

/** Who takes part: members, and their parties with wallets. */
record Cast(Member lab, Member archive, Member studio, Role labParty, Role research, Role data, Role user) {

    /** A party with its wallet, and the member that acts for it. */
    record Role(Member member, String name, String party, String wallet) {}

    static Cast enter(List<Member> members, Teller teller) {
        Member lab = Member.named(members, "Lab");
        Member archive = Member.named(members, "Archive");
        Member studio = Member.named(members, "Studio");
        teller.chapter("Who takes part");
        List<Role> roles = Parallel.map(
                List.of(
                        new Part(lab, "lab", "Lab", Party.Kind.RIGHTS_HOLDER),
                        new Part(lab, "research", "Lab, department of research", Party.Kind.DEPARTMENT),
                        new Part(lab, "data", "Lab, department of data", Party.Kind.DEPARTMENT),
                        new Part(studio, "studio", "Studio", Party.Kind.LICENSEE)),
                2,
                part -> role(part, teller));
        Cast cast = new Cast(lab, archive, studio, roles.get(0), roles.get(1), roles.get(2), roles.get(3));
        deposit(lab, cast.user(), Figures.STUDIO_DEPOSIT, teller);
        deposit(archive, cast.labParty(), Figures.LAB_DEPOSIT, teller);
        return cast;
    }

    /** A party to register. */
    record Part(Member member, String slug, String name, Party.Kind kind) {}

    static Role role(Part part, Teller teller) {
        Gateway buyer = part.member().as("buyer");
        String party = Desk.id(
                buyer,
                "/v1/parties",
                "party:" + part.slug(),
                new Body().with("name", part.name()).with("kind", part.kind()));
        String wallet = Desk.id(
                buyer,
                "/v1/wallets",
                "wallet:" + part.slug(),
                new Body().with("party", party).with("currency", Figures.CURRENCY));
        teller.say(part.member().name() + " registers " + part.name() + " and opens its wallet");
        return new Role(part.member(), part.name(), party, wallet);
    }

    /** Cash comes in by the word of another member's cashier, never of one's own. */
    static void deposit(Member cashier, Role role, Money amount, Teller teller) {
        Desk.write(
                cashier.as("cashier"),
                "/v1/deposits",
                "deposit:" + role.wallet(),
                new Body()
                        .with("wallet", role.wallet())
                        .with("amount", amount)
                        .with("reference", "demo-" + role.wallet()));
        teller.say(cashier.name() + "'s cashier attests a deposit of " + amount + " for " + role.name());
    }
}
