package org.stemma.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stemma.api.account.Posting;
import org.stemma.api.account.Wallet;
import org.stemma.api.kernel.EpochCursor;
import org.stemma.api.kernel.Rules;
import org.stemma.api.license.Terms;
import org.stemma.api.member.Party;
import org.stemma.api.royalty.Settlement;

final class CodecTest {
    private static final String PARTY = "{\"command\":\"sha256:" + "0".repeat(64) + "\",\"id\":\"prt_1\","
            + "\"kind\":\"investor\",\"name\":\"A\",\"organisation\":\"LabMSP\",\"v\":1}";

    /** A record that fails otherwise than by refusing its text. */
    public record Broken(String text) {
        public Broken {
            if (!text.isEmpty()) {
                throw new IllegalStateException(text);
            }
        }
    }

    static Stream<Class<?>> documents() {
        return Samples.documents();
    }

    @ParameterizedTest
    @MethodSource("documents")
    void every_document_is_read_back_as_it_was_written(Class<?> type) {
        Object sample = Samples.of(type);
        String json = Codec.encode(sample);
        assertEquals(sample, Codec.decode(json, type));
        assertEquals(json, Codec.encode(Codec.decode(json, type)));
        assertEquals(json, Codec.write(Codec.read(json)), "what is written is canonical");
    }

    /** Digests of commands are made from them, and must not depend on whether a command was read or made here. */
    @ParameterizedTest
    @MethodSource("documents")
    void a_documents_members_are_those_of_its_text(Class<?> type) {
        Document sample = (Document) Samples.of(type);
        assertEquals(Codec.members(Codec.encode(sample)), Codec.members(sample));
    }

    @ParameterizedTest
    @MethodSource("documents")
    void of_every_document_each_member_is_needed_and_no_other_is_known(Class<?> type) {
        Map<String, Object> whole = Codec.members(Codec.encode(Samples.of(type)));
        for (String name : whole.keySet()) {
            Map<String, Object> less = new HashMap<>(whole);
            less.remove(name);
            if (!isOptional(type, name)) {
                MalformedException missing = assertThrows(MalformedException.class, () -> Codec.decode(less, type));
                assertEquals(name, missing.path());
            }
        }
        Map<String, Object> more = new HashMap<>(whole);
        more.put("zzz", 1L);
        assertEquals(
                "zzz",
                assertThrows(MalformedException.class, () -> Codec.decode(more, type))
                        .path());
    }

    private static boolean isOptional(Class<?> type, String name) {
        return Stream.of(type.getRecordComponents())
                .anyMatch(component -> component.getName().equals(name) && component.getType() == Optional.class);
    }

    @Test
    void members_stand_in_the_order_of_their_utf_16_units() {
        // RFC 8785, section 3.2.3: the surrogate pair stands before U+FB33.
        Map<String, Object> members = new HashMap<>();
        List.of("\u20ac", "\r", "\ufb33", "1", "\ud83d\ude00", "\u0080", "\u00f6")
                .forEach(name -> members.put(name, true));
        assertEquals(
                "{\"\\r\":true,\"1\":true,\"\u0080\":true,\"\u00f6\":true,\"\u20ac\":true,\"\ud83d\ude00\":true,"
                        + "\"\ufb33\":true}",
                Codec.write(members));
    }

    @Test
    void strings_are_escaped_as_rfc_8785_says() {
        // RFC 8785, section 3.2.2.2.
        assertEquals("\"\u20ac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"", Codec.write("\u20ac$\u000f\nA'B\"\\\\\"/"));
        assertEquals("\"\\b\\t\\n\\f\\r\\u0000\\u001f\u007f\"", Codec.write("\b\t\n\f\r\u0000\u001f\u007f"));
        assertEquals("\u20ac/\u0001", Codec.read("\"\\u20AC\\/\\u0001\""));
    }

    @Test
    void white_space_and_order_of_the_input_do_not_matter() {
        Party party = Codec.decode(PARTY, Party.class);
        String other = "\n{ \"v\" : 1, \"organisation\":\"LabMSP\",\"name\":\"\\u0041\",\"kind\":\"investor\","
                + "\"id\":\"prt_1\",\t\"command\":\"sha256:" + "0".repeat(64) + "\"}\r\n";
        assertEquals(party, Codec.decode(other, Party.class));
        assertEquals(PARTY, Codec.encode(party));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"closedThrough\":1,\"v\":2} | v",
                "{\"closedThrough\":1,\"v\":\"1\"} | v",
                "{\"closedThrough\":1} | v",
                "{\"v\":1} | closedThrough",
                "{\"closedThrough\":1,\"closedThrough\":1,\"v\":1} | closedThrough",
                "{\"closedThrough\":1,\"other\":1,\"v\":1} | other",
                "{\"closedThrough\":null,\"v\":1} | closedThrough",
                "{\"closedThrough\":9007199254740992,\"v\":1} | closedThrough",
                "{\"closedThrough\":-9007199254740992,\"v\":1} | closedThrough",
                "{\"closedThrough\":99999999999999999999,\"v\":1} | closedThrough",
                "{\"closedThrough\":1.0,\"v\":1} | closedThrough",
                "{\"closedThrough\":1e3,\"v\":1} | closedThrough",
                "{\"closedThrough\":-0,\"v\":1} | closedThrough",
                "{\"closedThrough\":\"1\",\"v\":1} | closedThrough",
                "{\"closedThrough\":\"9007199254740991\",\"v\":1} | closedThrough",
                "{\"closedThrough\":\"9223372036854775808\",\"v\":1} | closedThrough",
                "{\"closedThrough\":[],\"v\":1} | closedThrough",
                "{\"closedThrough\":true,\"v\":1} | closedThrough",
            })
    void what_is_not_of_its_form_is_refused_with_its_place(String json, String path) {
        MalformedException refused =
                assertThrows(MalformedException.class, () -> Codec.decode(json, EpochCursor.class));
        assertEquals(path, refused.path());
        assertTrue(String.valueOf(refused.getMessage()).startsWith(path + ": "));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "nul",
                "null",
                "{",
                "[1",
                "{} {}",
                "{}x",
                "[1,]",
                "{\"a\":1,}",
                "{a:1}",
                "{'a':1}",
                "[01]",
                "[+1]",
                "[.5]",
                "[NaN]",
                "[TRUE]",
                "//\n{}",
                "[\"\t\"]",
                "[\"\\x\"]",
                "\"\\ud800\"",
                "\"\ud800\"",
                "\"\udc00\ud800\"",
                "\"\\udc00x\"",
                "{\"\\ud800\":1}",
                "[1;2]",
                "{\"a\"=1}",
                "\ufeff{}"
            })
    void what_is_not_strict_json_is_refused(String json) {
        assertThrows(MalformedException.class, () -> Codec.read(json));
    }

    @Test
    void the_place_is_named_through_arrays_maps_and_members() {
        String json = Codec.encode(Samples.of(Envelope.class))
                .replaceFirst("\"amount\":\"12.000000001\"", "\"amount\":\"1.0\"");
        assertEquals(
                "events[3].amount",
                assertThrows(MalformedException.class, () -> Codec.decode(json, Envelope.class))
                        .path()
                        .replaceAll("\\[[0-9]+]", "[3]"));
        String terms = Codec.encode(Samples.of(Terms.class)).replace("\"commercial_output\"", "\"fly\"");
        assertEquals(
                "actions.fly",
                assertThrows(MalformedException.class, () -> Codec.decode(terms, Terms.class))
                        .path());
    }

    @Test
    void depth_is_bounded() {
        String fits = "[".repeat(Codec.MAX_DEPTH) + "1" + "]".repeat(Codec.MAX_DEPTH);
        assertEquals(fits, Codec.write(Codec.read(fits)));
        String deeper = "[" + fits + "]";
        assertThrows(MalformedException.class, () -> Codec.read(deeper));
    }

    @Test
    void length_is_bounded() {
        String fits = "\"" + "x".repeat(Codec.MAX_LENGTH - 2) + "\"";
        assertEquals(Codec.MAX_LENGTH - 2, ((String) Codec.read(fits)).length());
        assertThrows(MalformedException.class, () -> Codec.read(fits + " "));
    }

    @Test
    void integers_beyond_2_to_the_53_are_strings_and_read_back() {
        for (long number :
                new long[] {(1L << 53) - 1, 1L << 53, -(1L << 53) + 1, -(1L << 53), Long.MAX_VALUE, Long.MIN_VALUE, 0
                }) {
            String json = Codec.encode(new EpochCursor(number));
            assertEquals(Math.abs((double) number) >= 0x1p53, json.contains("\"" + number + "\""));
            assertEquals(new EpochCursor(number), Codec.decode(json, EpochCursor.class));
        }
        assertThrows(IllegalArgumentException.class, () -> Codec.write(1L << 53));
        assertThrows(IllegalArgumentException.class, () -> Codec.write(Long.MIN_VALUE));
    }

    @Test
    void an_integer_of_32_bits_is_held_to_them() {
        String json = "{\"fromPeriod\":1,\"maxUpstream\":2147483648,\"treasuryFee\":0,\"usageWindowPeriods\":1}";
        MalformedException refused = assertThrows(MalformedException.class, () -> Codec.decode(json, Rules.class));
        assertEquals("maxUpstream", refused.path());
    }

    @Test
    void what_has_no_canonical_form_is_not_written() {
        Map<String, Object> nothing = new HashMap<>();
        nothing.put("a", null);
        List<Object> none = new ArrayList<>();
        none.add(null);
        assertThrows(NullPointerException.class, () -> Codec.write(nothing));
        assertThrows(NullPointerException.class, () -> Codec.write(none));
        assertThrows(IllegalArgumentException.class, () -> Codec.write(1.5));
        assertThrows(IllegalArgumentException.class, () -> Codec.write(List.of(BigInteger.ONE)));
        assertThrows(MalformedException.class, () -> Codec.write("\ud800"));
        assertThrows(MalformedException.class, () -> Codec.write(Map.of("\udc00", 1L)));
        assertThrows(MalformedException.class, () -> Codec.write("\ud800\ud800"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-01-31T12:00:00+00:00", "2026-01-31T12:00:00.0Z", "2026-01-31T12:00:00.000Z",
                        "2026-02-30T12:00:00Z",
                "2026-01-31T24:00:00Z", "2026-01-31 12:00:00Z", "", "now"
            })
    void a_time_has_one_form(String time) {
        Map<String, Object> tree = Codec.members(Codec.encode(Samples.of(Envelope.class)));
        tree.put("at", time);
        assertEquals(
                "at",
                assertThrows(MalformedException.class, () -> Codec.decode(tree, Envelope.class))
                        .path());
    }

    @ParameterizedTest
    @ValueSource(strings = {"01", "-0", "+1", "1.0", "", "1e3", " 1"})
    void a_big_integer_has_one_form(String digits) {
        String json = Codec.encode(Samples.of(Settlement.class))
                .replace("\"" + BigInteger.TEN.pow(40).negate() + "\"", "\"" + digits + "\"");
        assertEquals(
                "groups[0].grossNano",
                assertThrows(MalformedException.class, () -> Codec.decode(json, Settlement.class))
                        .path());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"12.5\"",
                "{\"amount\":\"12.5\"}",
                "{\"amount\":12,\"currency\":\"XTS\"}",
                "{\"amount\":\"1\",\"currency\":\"XTS\",\"x\":1}",
                "{\"amount\":\"1\",\"currency\":\"xts\"}",
                "{\"amount\":\"1\",\"currency\":1}"
            })
    void money_has_one_form(String money) {
        String json = "{\"amount\":" + money + ",\"credit\":\"treasury\",\"debit\":\"treasury\"}";
        assertEquals(
                "amount",
                assertThrows(MalformedException.class, () -> Codec.decode(json, Posting.class))
                        .path());
    }

    @Test
    void words_and_tags_are_those_of_the_language() {
        assertEquals(
                "kind",
                assertThrows(
                                MalformedException.class,
                                () -> Codec.decode(PARTY.replace("investor", "INVESTOR"), Party.class))
                        .path());
        String terms = Codec.encode(Samples.of(Terms.class));
        assertEquals(
                "price.type",
                assertThrows(
                                MalformedException.class,
                                () -> Codec.decode(terms.replace("perUnit\"", "PerUnit\""), Terms.class))
                        .path());
        assertThrows(MalformedException.class, () -> Codec.decode("[]", Party.class));
        assertThrows(MalformedException.class, () -> Codec.members("[]"));
    }

    @Test
    void a_scalar_that_refuses_its_text_names_its_member() {
        String json = Codec.encode(Samples.of(Wallet.class)).replace("wal_1", "wal_A");
        assertEquals(
                "id",
                assertThrows(MalformedException.class, () -> Codec.decode(json, Wallet.class))
                        .path());
    }

    @Test
    void what_is_no_record_of_the_language_is_a_fault_of_ours() {
        record Odd(Object any) {}
        assertThrows(IllegalStateException.class, () -> Codec.decode("{\"any\":1}", Odd.class));
        assertThrows(IllegalStateException.class, () -> Codec.decode("{\"text\":\"x\"}", Broken.class));
    }

    @Test
    void a_command_is_recognised_by_all_of_it_but_the_credits_that_it_folds() {
        var one = new org.stemma.api.account.AccountCommand.FoldCredits(
                new RequestId("r"), new WalletId("wal_1"), List.of("a.0000"));
        var other = new org.stemma.api.account.AccountCommand.FoldCredits(
                new RequestId("r"), new WalletId("wal_1"), List.of());
        var foreign = new org.stemma.api.account.AccountCommand.FoldCredits(
                new RequestId("r"), new WalletId("wal_2"), List.of());
        assertEquals(one.digest(), other.digest());
        assertTrue(!one.digest().equals(foreign.digest()));
    }
}
