package org.stemma.contracts.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Consumer;
import org.stemma.contracts.conformance.LedgerUnderTest.Endorsed;
import org.stemma.contracts.conformance.LedgerUnderTest.NotOneBlock;

/** What the cases have in common: a ledger, and keys that nobody else has. */
public interface Cases {
    String LAB = "LabMSP";
    String ARCHIVE = "ArchiveMSP";
    String STUDIO = "StudioMSP";
    String ABSENT = "null";

    /** How often a case is repeated when its transactions fell into two blocks. */
    int ATTEMPTS = 25;

    LedgerUnderTest ledger();

    /** Keys of one attempt: all begin alike, and {@code end} is the first key after them. */
    record Keys(String prefix) {
        public String of(Object name) {
            return prefix + "/" + name;
        }

        /** Numbered keys, in order. */
        public String of(int number) {
            return prefix + "/" + String.format(Locale.ROOT, "%04d", number);
        }

        public String start() {
            return prefix + "/";
        }

        public String end() {
            return prefix + "0";
        }
    }

    /** Runs a case on new keys, again if the network did not bring its transactions into one block. */
    default void on(Consumer<Keys> body) {
        for (int attempt = 1; ; attempt++) {
            try {
                body.accept(new Keys("case-" + UUID.randomUUID()));
                return;
            } catch (NotOneBlock e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    default Script script() {
        return new Script();
    }

    default Endorsed by(Script script, String... organisations) {
        return ledger().endorse(script, List.of(organisations));
    }

    default Endorsed byAll(Script script) {
        return by(script, LAB, ARCHIVE, STUDIO);
    }

    /** A transaction that is endorsed by all and committed alone. */
    default void given(Script script) {
        assertEquals(LedgerUnderTest.VALID, alone(byAll(script)));
    }

    default String alone(Endorsed endorsed) {
        return ledger().commit(List.of(endorsed)).get(0);
    }

    /** Fails unless one block with these transactions ends with these codes. */
    default void block(List<String> codes, Endorsed... transactions) {
        assertEquals(codes, ledger().commit(Arrays.asList(transactions)));
    }

    /** What a script sees of the committed state, as text. */
    default List<String> see(Script script) {
        return texts(byAll(script).seen());
    }

    /** The results of a script's one range. */
    default List<String> ranged(Script script) {
        return texts(byAll(script).seen().get(0).getAsJsonArray());
    }

    static List<String> texts(JsonArray array) {
        List<String> texts = new ArrayList<>();
        for (JsonElement element : array) {
            texts.add(element.isJsonPrimitive() ? element.getAsString() : element.toString());
        }
        return texts;
    }

    /** Writes keys numbered from 0, so few at once that a slow peer endorses them within its three seconds. */
    default void numbered(Keys keys, int count) {
        int atOnce = 50;
        for (int from = 0; from < count; from += atOnce) {
            Script script = script();
            for (int i = from; i < Math.min(count, from + atOnce); i++) {
                script.put(keys.of(i), "v" + i);
            }
            given(script);
        }
    }
}
