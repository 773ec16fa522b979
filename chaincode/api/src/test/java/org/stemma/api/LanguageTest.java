package org.stemma.api;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stemma.api.account.AccountRefusal;
import org.stemma.api.asset.AssetRefusal;
import org.stemma.api.batch.BatchRefusal;
import org.stemma.api.governance.GovernanceRefusal;
import org.stemma.api.kernel.KernelRefusal;
import org.stemma.api.license.LicenseRefusal;
import org.stemma.api.license.Terms;
import org.stemma.api.member.MemberRefusal;
import org.stemma.api.royalty.RoyaltyRefusal;
import org.stemma.api.share.Sale;
import org.stemma.api.share.ShareRefusal;
import org.stemma.api.usage.UsageRefusal;

/** Ids, digests, drawers, refusals and events: what all rooms have in common. */
final class LanguageTest {
    static Stream<Refusal> refusals() {
        return Stream.<Class<? extends Refusal>>of(
                        KernelRefusal.class,
                        MemberRefusal.class,
                        AccountRefusal.class,
                        AssetRefusal.class,
                        LicenseRefusal.class,
                        UsageRefusal.class,
                        RoyaltyRefusal.class,
                        GovernanceRefusal.class,
                        ShareRefusal.class,
                        BatchRefusal.class)
                .flatMap(room -> Arrays.stream(room.getEnumConstants()));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void a_code_is_its_room_and_its_name(Refusal refusal) {
        Class<?> type = ((Enum<?>) refusal).getDeclaringClass();
        String room = type.getPackageName().substring(type.getPackageName().lastIndexOf('.') + 1);
        String name = ((Enum<?>) refusal).name().toLowerCase(java.util.Locale.ROOT);
        assertEquals(room + "." + name, refusal.code());
        assertTrue(refusal.code().matches("[a-z]+\\.[a-z]+(_[a-z]+)*"));
        assertTrue(refusal.sentence().matches("[A-Z].*\\."), refusal.sentence());
        assertTrue(refusal.category().status() >= 400);
    }

    @Test
    void codes_are_unique_over_all_rooms() {
        List<String> codes = refusals().map(Refusal::code).toList();
        assertEquals(codes.size(), new HashSet<>(codes).size());
    }

    @Test
    void a_refusal_says_its_code_and_its_facts_as_canonical_json() {
        Refused refused = Refused.because(KernelRefusal.OVERFLOW, "b", 2, "a", "\u20ac\"");
        assertEquals("kernel.overflow {\"a\":\"\u20ac\\\"\",\"b\":\"2\"}", refused.getMessage());
        assertEquals(Set.of("a", "b"), refused.facts().keySet());
        assertEquals(KernelRefusal.OVERFLOW, refused.refusal());
        Refused.unless(true, KernelRefusal.OVERFLOW);
        assertThrows(Refused.class, () -> Refused.unless(false, KernelRefusal.OVERFLOW));
    }

    @Test
    void a_digest_is_sha_256_in_lower_case_hex() {
        // FIPS 180-4, the example "abc".
        Digest abc = Digest.of("abc");
        assertEquals("sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", abc.value());
        assertEquals(abc, Digest.ofHash(abc.hash()));
        assertEquals("ba7816bf", abc.hex().substring(0, 8));
        assertArrayEquals(
                Digest.of("abc".getBytes(java.nio.charset.StandardCharsets.UTF_8))
                        .hash(),
                abc.hash());
        for (String wrong :
                List.of("", abc.hex(), abc.value().toUpperCase(java.util.Locale.ROOT), abc + "0", "sha256:")) {
            assertThrows(MalformedException.class, () -> new Digest(wrong));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "prt", "prt_", "prt_A", "prt_a/b", "ast_1", "prt_a b", "prt_a\n", "xprt_1", "prt_\u0131"})
    void an_id_has_its_prefix_and_nothing_that_breaks_a_key(String value) {
        assertThrows(MalformedException.class, () -> new PartyId(value));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-a", "a/b", "a b", "\u00e9", "a\n"})
    void organisations_and_requests_are_of_plain_letters(String value) {
        assertThrows(MalformedException.class, () -> new OrgId(value));
        assertThrows(MalformedException.class, () -> new RequestId(value));
        assertThrows(MalformedException.class, () -> new RequestId("a".repeat(129)));
        assertThrows(MalformedException.class, () -> new OrgId("a".repeat(65)));
    }

    @Test
    void facts_spell_words_as_they_are_sent() {
        Refused refused = Refused.because(
                LicenseRefusal.PURPOSE_DENIED,
                "asked",
                Terms.Purpose.ACADEMIC,
                "allowed",
                List.of(Terms.Purpose.COMMERCIAL, Terms.Purpose.EVALUATION),
                "until",
                Optional.of(Sale.State.SOLD),
                "none",
                Optional.empty());
        assertEquals(
                Map.of("asked", "academic", "allowed", "[commercial, evaluation]", "until", "sold", "none", ""),
                refused.facts());
    }

    @Test
    void terms_that_an_older_version_took_stay_readable() {
        Terms older = new Terms(
                "Archive\u200b",
                Map.of(),
                List.of(),
                new Terms.Price.Free(),
                Optional.empty(),
                Optional.empty(),
                Ppm.ZERO,
                false);
        assertEquals(older, Codec.decode(Codec.encode(older), Terms.class));
    }

    @Test
    void parts_per_million_are_within_the_whole() {
        assertEquals(Ppm.ONE, new Ppm(Ppm.ONE).value());
        assertThrows(MalformedException.class, () -> new Ppm(-1));
        assertThrows(MalformedException.class, () -> new Ppm(Ppm.ONE + 1));
    }

    @Test
    void no_drawers_prefix_is_the_beginning_of_anothers() {
        for (Drawer one : Drawer.values()) {
            for (Drawer other : Drawer.values()) {
                assertTrue(one == other || !(other.prefix() + "/").startsWith(one.prefix() + "/"), one + ", " + other);
            }
            assertEquals(Optional.of(one), Drawer.of(one.prefix() + "/x").or(() -> Drawer.of(one.prefix())));
        }
        assertEquals(Optional.empty(), Drawer.of("account/wallets/wal_1"));
    }

    @Test
    void a_part_of_a_key_is_not_empty_and_holds_no_slash() {
        assertThrows(IllegalArgumentException.class, () -> Drawer.DEPOSIT.key("a", ""));
        assertThrows(IllegalArgumentException.class, () -> Drawer.DEPOSIT.key("a/b", "c"));
        assertThrows(IllegalArgumentException.class, () -> Drawer.DEPOSIT.key("a"));
    }

    @Test
    void keys_are_in_the_order_of_their_numbers() {
        String last = "";
        for (long period : new long[] {0, 1, 9, 10, 99, 100, 1_000_000, 999_999_999_999L}) {
            String key = Drawer.RECEIPT.key(new AssetId("ast_1"), period, "tx.0000");
            assertTrue(last.compareTo(key) < 0);
            last = key;
        }
    }

    @Test
    void a_range_holds_its_keys_and_no_neighbours() {
        String range = Drawer.RECEIPT.range(new AssetId("ast_1"), 7L);
        assertEquals("account/receipt/ast_1/000000000007/", range);
        for (String inside : List.of("a.0000", "~", "\ud83d\ude00")) {
            String key = Drawer.RECEIPT.key(new AssetId("ast_1"), 7L, inside);
            assertTrue(key.startsWith(range) && Split.BYTE_ORDER.compare(key, Drawer.after(range)) < 0);
        }
        String neighbour = Drawer.RECEIPT.key(new AssetId("ast_1"), 70L, "a.0000");
        String longer = Drawer.RECEIPT.key(new AssetId("ast_10"), 7L, "a.0000");
        assertFalse(neighbour.startsWith(range) || longer.startsWith(range));
        assertEquals("account/credit/wal_1/", Drawer.CREDIT.range(new WalletId("wal_1")));
        assertEquals("license/terms/" + Digest.of("x").hex(), Drawer.TERMS.key(Digest.of("x")));
    }

    @Test
    void every_event_says_its_room_and_its_name() {
        Set<String> types = new HashSet<>();
        for (Class<?> family : DomainEvent.FAMILIES) {
            String room =
                    family.getPackageName().substring(family.getPackageName().lastIndexOf('.') + 1);
            for (Class<?> event : family.getPermittedSubclasses()) {
                Object type = Codec.members(Codec.encode(Samples.of(event))).get("type");
                assertTrue(String.valueOf(type).startsWith(room + "."), String.valueOf(type));
                assertTrue(types.add(String.valueOf(type)));
            }
        }
    }

    @Test
    void outcomes_carry_the_text_of_ids() {
        assertEquals("{\"id\":\"prt_1\",\"v\":1}", Codec.encode(Outcome.of(new PartyId("prt_1"))));
        assertEquals("{\"id\":\"ast_1\",\"v\":1,\"version\":2}", Codec.encode(Outcome.of(new AssetId("ast_1"), 2)));
    }
}
