package org.stemma.gateway.readmodel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.hyperledger.fabric.protos.common.Block;
import org.hyperledger.fabric.protos.common.Envelope;
import org.hyperledger.fabric.protos.common.Payload;
import org.hyperledger.fabric.protos.peer.TxValidationCode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import org.stemma.api.Codec;
import org.stemma.api.Digest;
import org.stemma.api.Drawer;
import org.stemma.api.OrgId;
import org.stemma.api.PartyId;
import org.stemma.api.member.Party;
import org.stemma.gateway.database.SchemaDataSource;
import org.stemma.gateway.support.Blocks;
import org.stemma.gateway.support.Blocks.Validated;
import org.stemma.gateway.support.TestDatabase;
import org.stemma.gateway.support.TestIdentities;
import org.stemma.gateway.support.Transactions;

@Tag("database")
class ProjectionTest {
    private static final String ENVELOPE =
            "{\"at\":\"2026-01-01T00:00:00Z\",\"epoch\":7,\"events\":[{\"party\":\"prt_a\","
                    + "\"organisation\":\"LabMSP\",\"type\":\"member.partyRegistered\"}],\"period\":3,\"postings\":["
                    + "{\"amount\":{\"amount\":\"1.5\",\"currency\":\"XTS\"},\"credit\":\"wallet/wal_1\",\"debit\":\"cash/LabMSP\"}],"
                    + "\"v\":1}";

    @TempDir
    private Path folder;

    private JdbcTemplate jdbc;
    private Generations generations;
    private Projection projection;
    private JdbcReadModel readModel;
    private final BlockReader reader = new BlockReader("stemma");

    @BeforeEach
    void open() {
        SchemaDataSource source = new SchemaDataSource(TestDatabase.fresh());
        jdbc = new JdbcTemplate(source);
        generations = Generations.open(source);
        generations.bind("genesis");
        projection = generations.liveProjection();
        readModel = new JdbcReadModel(jdbc, 0);
        TestIdentities.write(folder, "owner");
    }

    private static String party(String id, String organisation) {
        return Codec.encode(
                new Party(new PartyId(id), "Name", Party.Kind.DEPARTMENT, new OrgId(organisation), Digest.of(id)));
    }

    private static String key(String id) {
        return Drawer.PARTY.key(new PartyId(id));
    }

    private long apply(Block... blocks) {
        long height =
                projection.apply(List.of(blocks).stream().map(reader::read).toList());
        readModel.grew(height);
        return height;
    }

    private Optional<Party> find(String id) {
        return readModel.find(Drawer.PARTY, Party.class, new PartyId(id));
    }

    private Transactions registering(String tx, String party, String organisation) throws Exception {
        return Transactions.of(tx)
                .by("LabMSP", Files.readString(folder.resolve("owner.crt")))
                .calling(List.of("member:registerParty", "{\"request\":\"r-" + tx + "\"}"))
                .answering("{\"id\":\"" + party + "\",\"v\":1}")
                .put(key(party), party(party, organisation))
                .telling(ENVELOPE);
    }

    private Block[] ledger() throws Exception {
        return new Block[] {
            Blocks.genesis("a"),
            Blocks.of(1, List.of(Validated.valid(registering("t1", "prt_a", "LabMSP")))),
            Blocks.of(
                    2,
                    List.of(
                            Validated.valid(registering("t2", "prt_b", "StudioMSP")),
                            new Validated(
                                    registering("t3", "prt_c", "LabMSP").build(), TxValidationCode.MVCC_READ_CONFLICT),
                            Validated.valid(Transactions.of("t4").delete(key("prt_a"))),
                            Validated.valid(
                                    Transactions.of("t5").on("_lifecycle").put(key("prt_x"), "{}")))),
        };
    }

    @Test
    void a_valid_transaction_changes_state_and_books() throws Exception {
        apply(ledger()[0], ledger()[1]);
        assertEquals("LabMSP", find("prt_a").orElseThrow().organisation().value());
        TransactionRow row = readModel.transaction("t1").orElseThrow();
        assertTrue(row.valid());
        assertEquals("owner", row.subject());
        assertEquals("LabMSP", row.mspId());
        assertEquals("member:registerParty", row.function());
        assertEquals(Optional.of("r-t1"), row.request());
        assertEquals(Optional.of(7L), row.epoch());
        assertEquals(List.of("LabMSP", "StudioMSP"), row.endorsers());
        PostingRow posting = readModel.postings("t1").get(0);
        assertEquals("cash/LabMSP", posting.posting().debit().value());
        assertEquals(1_500_000_000L, posting.posting().amount().nano());
        assertTrue(readModel.events("t1").get(0).contains("member.partyRegistered"));
        assertEquals(
                row,
                readModel
                        .request("member:registerParty", "LabMSP", "owner", "r-t1")
                        .orElseThrow());
    }

    @Test
    void an_invalid_transaction_is_noted_and_changes_nothing() throws Exception {
        apply(ledger());
        TransactionRow row = readModel.transaction("t3").orElseThrow();
        assertEquals("MVCC_READ_CONFLICT", row.code());
        assertEquals(Optional.empty(), row.epoch());
        assertEquals(Optional.empty(), row.answer());
        assertTrue(find("prt_c").isEmpty());
        assertTrue(readModel.postings("t3").isEmpty());
        assertTrue(readModel
                .request("member:registerParty", "LabMSP", "owner", "r-t3")
                .isEmpty());
    }

    @Test
    void a_deleted_key_is_gone_from_state_and_lists() throws Exception {
        apply(ledger());
        assertTrue(find("prt_a").isEmpty());
        Page<Party> lab = readModel.scan(
                Drawer.PARTY,
                Party.class,
                Drawer.PARTY.range(),
                Map.of(IndexedFields.ORGANISATION, "LabMSP"),
                Optional.empty(),
                10);
        assertTrue(lab.items().isEmpty());
    }

    @Test
    void other_chaincodes_change_nothing() throws Exception {
        apply(ledger());
        assertTrue(find("prt_x").isEmpty());
        assertEquals(
                "_lifecycle:room:function",
                readModel.transaction("t5").orElseThrow().function());
    }

    @Test
    void a_block_that_comes_again_counts_once() throws Exception {
        apply(ledger());
        Map<String, List<Map<String, Object>>> once = everything();
        assertEquals(3, apply(ledger()));
        assertEquals(once, everything());
    }

    @Test
    void a_rebuild_gives_equal_tables() throws Exception {
        apply(ledger());
        Map<String, List<Map<String, Object>>> before = everything();
        Generation other = generations.begin("asked");
        assertTrue(generations.bind(other, "genesis"));
        Projection again = generations.projection(other);
        for (Block block : ledger()) {
            again.apply(List.of(reader.read(block)));
            assertEquals(before, everything());
        }
        generations.makeLive(other);
        assertEquals(before, everything());
    }

    @Test
    void another_ledger_empties_the_tables() throws Exception {
        apply(ledger());
        generations.bind("another");
        assertEquals(0, projection.height());
        assertTrue(find("prt_b").isEmpty());
    }

    @Test
    void a_missing_block_is_refused_and_changes_nothing() throws Exception {
        apply(ledger()[0]);
        assertThrows(IllegalStateException.class, () -> apply(ledger()[2]));
        assertEquals(1, projection.height());
        assertTrue(readModel.transaction("t2").isEmpty());
    }

    @Test
    void a_transaction_sent_twice_keeps_its_first_code() throws Exception {
        apply(ledger()[0], ledger()[1]);
        apply(Blocks.of(
                2,
                List.of(new Validated(registering("t1", "prt_a", "LabMSP").build(), TxValidationCode.DUPLICATE_TXID))));
        assertTrue(readModel.transaction("t1").orElseThrow().valid());
        assertEquals(1, readModel.transaction("t1").orElseThrow().block());
    }

    @Test
    void pages_follow_the_order_of_keys_and_end() throws Exception {
        apply(
                Blocks.genesis("a"),
                Blocks.of(
                        1,
                        List.of(
                                Validated.valid(registering("t1", "prt_c", "LabMSP")),
                                Validated.valid(registering("t2", "prt_a", "LabMSP")),
                                Validated.valid(registering("t3", "prt_b", "StudioMSP")))));
        Page<Party> first = readModel.scan(Drawer.PARTY, Party.class, Drawer.PARTY.range(), Optional.empty(), 2);
        assertEquals(List.of("prt_a", "prt_b"), ids(first));
        Page<Party> second = readModel.scan(Drawer.PARTY, Party.class, Drawer.PARTY.range(), first.next(), 2);
        assertEquals(List.of("prt_c"), ids(second));
        assertFalse(second.next().isPresent());
    }

    @Test
    void what_nobody_could_store_does_not_stop_the_books() throws Exception {
        String tooLong = "x".repeat(300);
        String odd = "a\u0000b";
        apply(
                Blocks.genesis("a"),
                Blocks.of(
                        1,
                        List.of(
                                new Validated(
                                        Transactions.of(odd)
                                                .calling(List.of(odd, "{\"request\":\"a\\u0000b\"}"))
                                                .endorsedBy(List.of(odd, tooLong, "a,b"))
                                                .at(Long.MAX_VALUE / 2)
                                                .build(),
                                        TxValidationCode.ENDORSEMENT_POLICY_FAILURE),
                                new Validated(
                                        Transactions.of(tooLong)
                                                .calling(List.of("y".repeat(199) + "\ud83d\ude00", "{}"))
                                                .build(),
                                        TxValidationCode.BAD_PROPOSAL_TXID),
                                new Validated(garbage(), TxValidationCode.BAD_PAYLOAD),
                                Validated.valid(registering("t1", "prt_a", "LabMSP")))));
        assertTrue(find("prt_a").isPresent());
        TransactionRow row = readModel.transaction(Digest.of(odd).hex()).orElseThrow();
        assertEquals("a\ufffdb", row.function());
        assertEquals(Optional.empty(), row.request());
        assertEquals(java.time.Instant.EPOCH, row.at());
        assertEquals(
                "y".repeat(199),
                readModel.transaction(Digest.of(tooLong).hex()).orElseThrow().function());
        assertEquals(
                "BAD_PAYLOAD", readModel.transaction("garbage").orElseThrow().code());
    }

    /** An envelope of a member whose transaction is none. */
    private static Envelope garbage() throws Exception {
        Envelope good = Transactions.of("garbage").build();
        Payload payload = Payload.parseFrom(good.getPayload());
        return good.toBuilder()
                .setPayload(payload.toBuilder()
                        .setData(ByteString.copyFromUtf8("\uffff"))
                        .build()
                        .toByteString())
                .build();
    }

    private static List<String> ids(Page<Party> page) {
        return page.items().stream().map(party -> party.id().value()).toList();
    }

    private Map<String, List<Map<String, Object>>> everything() {
        Map<String, List<Map<String, Object>>> all = new TreeMap<>();
        for (String table : List.of("checkpoint", "block", "tx", "state", "ended", "posting", "event")) {
            all.put(table, jdbc.queryForList("SELECT * FROM " + table + " ORDER BY 1, 2, 3"));
        }
        all.put("fields", jdbc.queryForList("SELECT * FROM state_field ORDER BY state_key, field, text"));
        return all;
    }

    @Test
    void a_command_of_a_batch_is_found_by_its_request_and_named_by_its_events() throws Exception {
        String batch =
                "{\"commands\":[{\"command\":{\"request\":\"r-1\",\"v\":1},\"function\":\"member:registerParty\"},"
                        + "{\"command\":{\"request\":\"r-2\",\"v\":1},\"function\":\"member:registerParty\"},"
                        + "{\"command\":{\"request\":\"r-3\",\"v\":1},\"function\":\"account:openWallet\"}],\"v\":1}";
        String answer = "{\"answers\":[{\"changed\":false,\"refused\":\"kernel.role_missing {}\"},"
                + "{\"changed\":true,\"outcome\":{\"id\":\"prt_a\",\"v\":1}},"
                + "{\"changed\":false,\"outcome\":{\"id\":\"wal_a\",\"v\":1}}],\"v\":1}";
        String told = ENVELOPE.replace(
                "\"period\":3", "\"parts\":[{\"command\":1,\"events\":1,\"postings\":1}],\"period\":3");
        apply(
                Blocks.genesis("a"),
                Blocks.of(
                        1,
                        List.of(Validated.valid(Transactions.of("t1")
                                .by("LabMSP", Files.readString(folder.resolve("owner.crt")))
                                .calling(List.of("batch:run", batch))
                                .answering(answer)
                                .telling(told)))));
        TransactionRow found = readModel
                .request("member:registerParty", "LabMSP", "owner", "r-2")
                .orElseThrow();
        assertEquals("t1", found.id());
        assertEquals(Optional.of("{\"request\":\"r-2\",\"v\":1}"), found.command());
        assertEquals(Optional.of("{\"id\":\"prt_a\",\"v\":1}"), found.answer());
        assertTrue(found.changed());
        assertFalse(readModel
                .request("account:openWallet", "LabMSP", "owner", "r-3")
                .orElseThrow()
                .changed());
        assertEquals(Optional.empty(), readModel.request("member:registerParty", "LabMSP", "owner", "r-1"));
        assertEquals("batch:run", readModel.transaction("t1").orElseThrow().function());
        assertEquals(
                "member:registerParty",
                jdbc.queryForObject("SELECT function_name FROM event WHERE tx = 't1'", String.class));
    }
}
