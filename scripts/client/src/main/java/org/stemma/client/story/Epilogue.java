package org.stemma.client.story;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.time.Duration;
import java.util.List;
import org.stemma.client.gateway.Gateway;
import org.stemma.client.gateway.Json;
import org.stemma.client.gateway.Tables;
import org.stemma.client.royalty.Account;
import org.stemma.client.royalty.GatewayLedger;
import org.stemma.client.royalty.Recomputation;

/** The reckoning at the end: recomputed, balanced, and where to look further. */
final class Epilogue {
    private static final String READER = "auditor";
    private static final Duration CATCH_UP = Duration.ofSeconds(1);

    private Epilogue() {}

    static void reckon(List<Member> members, Teller teller) {
        teller.chapter("Who paid and who got what, recomputed from receipts and policies alone");
        // All gateways read the same blocks; the last ones may still be on their way.
        Desk.pause(CATCH_UP);
        GatewayLedger ledger = new GatewayLedger(
                members.stream().map(member -> member.as(READER)).toList());
        Recomputation.Result result = Recomputation.of(ledger, 0);
        teller.sum(Account.lines(result, ledger));
        if (!result.differences().isEmpty()) {
            throw new StoryException("the ledger differs from what was recomputed");
        }
        Gateway reader = members.get(0).as(READER);
        teller.chapter("The books");
        JsonObject balance = reader.object("/v1/trial-balance");
        teller.sum("trial balance");
        teller.sum(indented(balance));
        JsonObject invariant = reader.object("/v1/invariant");
        teller.sum("invariant: received = paid + payable + pools + clearing + carries + treasury");
        teller.sum(indented(invariant));
        requireZero(balance, "sum");
        requireZero(invariant, "difference");
    }

    private static List<String> indented(JsonObject answer) {
        return Tables.of(answer).stream().map(line -> "  " + line).toList();
    }

    /** Every member of this name, wherever it stands, is zero. */
    private static void requireZero(JsonElement element, String name) {
        if (element instanceof JsonObject object) {
            object.asMap().forEach((member, value) -> {
                if (member.equals(name) && !Json.plain(value).split(" ", 2)[0].equals("0")) {
                    throw new StoryException("the books are broken: " + name + " is " + value);
                }
                requireZero(value, name);
            });
        } else if (element.isJsonArray()) {
            element.getAsJsonArray().forEach(item -> requireZero(item, name));
        }
    }

    static void farewell(List<Member> members, Teller teller) {
        teller.chapter("It runs on");
        for (Member member : members) {
            teller.sum(member.name() + ": " + member.gateway().base() + "   API documentation "
                    + member.gateway().base() + "/docs");
            teller.sum("  demo keys, good for this demo only: " + member.keyFile());
        }
        teller.sum("try: scripts/stemma asset list --gateway "
                + members.get(0).gateway().base());
        teller.sum("");
        teller.sum("The registrations are an example. They assert nothing about these projects: none of them takes");
        teller.sum("part, and none was asked.");
        teller.sum("What the story does not do yet: disputes, attribution of outputs to their sources, a market.");
    }
}
