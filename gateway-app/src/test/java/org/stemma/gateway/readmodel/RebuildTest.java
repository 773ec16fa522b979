package org.stemma.gateway.readmodel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.hyperledger.fabric.client.CloseableIterator;
import org.hyperledger.fabric.protos.common.Block;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import org.stemma.api.Drawer;
import org.stemma.api.Refused;
import org.stemma.api.license.Grant;
import org.stemma.gateway.GatewayRefusal;
import org.stemma.gateway.database.SchemaDataSource;
import org.stemma.gateway.support.TestDatabase;

@Tag("database")
class RebuildTest {
    @TempDir
    private Path folder;

    private final DataSource database = TestDatabase.fresh();
    private SyntheticLedger ledger;

    @BeforeEach
    void make() throws Exception {
        ledger = new SyntheticLedger(folder, 1).grow(40, 8);
    }

    /** Lets so many blocks pass, and no more until it is opened. */
    private static final class Gate implements BlockSource {
        private final BlockSource source;
        private final long until;
        private final CountDownLatch open = new CountDownLatch(1);

        Gate(BlockSource source, long until) {
            this.source = source;
            this.until = until;
        }

        @Override
        public CloseableIterator<Block> from(long number) {
            CloseableIterator<Block> blocks = source.from(number);
            return new CloseableIterator<>() {
                private long next = number;

                @Override
                public boolean hasNext() {
                    return blocks.hasNext();
                }

                @Override
                public Block next() {
                    if (next++ >= until) {
                        try {
                            open.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                            throw new IllegalStateException(e);
                        }
                    }
                    return blocks.next();
                }

                @Override
                public void close() {
                    blocks.close();
                }
            };
        }
    }

    private static String schema(Books books) {
        return books.generations.live().schema();
    }

    @Test
    void what_was_rebuilt_equals_what_grew_byte_for_byte() throws Exception {
        try (Books books = new Books(database, ledger.peer)) {
            String grown = books.await(42).dump(Optional.empty());
            String before = schema(books);

            books.rebuilder.ask();
            Rebuild rebuild = books.awaitRebuild();

            assertEquals(grown, books.dump(Optional.empty()));
            assertNotEquals(before, schema(books));
            assertEquals(42, rebuild.height());
            assertEquals(42, rebuild.blocks());
            assertTrue(grown.lines().count() > 2_000, () -> grown.lines().count() + " lines");
        }
    }

    @Test
    void blocks_and_reads_go_on_while_it_is_rebuilt() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try (Books books = new Books(database, ledger.peer)) {
            books.await(42);
            Future<Integer> reads = threads.submit(() -> read(books, stop));
            Future<Integer> more = threads.submit(() -> grow(stop, books));
            for (int i = 0; i < 3; i++) {
                books.rebuilder.ask();
                books.awaitRebuild();
            }
            stop.set(true);

            int blocks = more.get();
            assertTrue(reads.get() > 10);
            assertTrue(blocks > 0);
            books.await(42 + blocks);
            String live = books.dump(Optional.empty());
            try (Books other = new Books(TestDatabase.fresh(), ledger.peer)) {
                assertEquals(other.await(42 + blocks).dump(Optional.empty()), live);
            }
            assertEquals(LongStream.range(0, 42 + blocks).boxed().toList(), books.told);
        } finally {
            stop.set(true);
            threads.shutdownNow();
        }
    }

    private static int read(Books books, AtomicBoolean stop) {
        int reads = 0;
        long height = 0;
        while (!stop.get()) {
            Page<Grant> page =
                    books.readModel.scan(Drawer.GRANT, Grant.class, Drawer.GRANT.range(), Optional.empty(), 50);
            assertEquals(50, page.items().size());
            Long found = books.jdbc.queryForObject("SELECT next_block FROM checkpoint", Long.class);
            assertTrue(found != null && found >= height, "what was shown once stays");
            height = found == null ? 0 : found;
            reads++;
        }
        return reads;
    }

    /** Blocks come steadily, and no faster than they are taken: on a slow machine a rebuild would never catch up. */
    private int grow(AtomicBoolean stop, Books... followers) throws InterruptedException {
        int blocks = 0;
        while (!stop.get()) {
            ledger.grow(1, 8);
            blocks++;
            for (Books follower : followers) {
                follower.readModel.awaitBlock(42 + blocks - 8, Books.PATIENCE);
            }
            Thread.sleep(20);
        }
        return blocks;
    }

    @Test
    void two_gateways_dump_the_same_at_one_height_while_blocks_come() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try (Books books = new Books(database, ledger.peer);
                Books other = new Books(TestDatabase.fresh(), ledger.peer)) {
            Future<Integer> more = threads.submit(() -> grow(stop, books, other));
            books.await(42);
            other.await(42);
            books.rebuilder.ask();
            books.awaitRebuild();
            long height = Math.max(books.readModel.height(), other.readModel.height()) + 60;

            Future<String> one = threads.submit(() -> books.dump(Optional.of(height)));
            Future<String> two = threads.submit(() -> other.dump(Optional.of(height)));

            assertEquals(one.get(), two.get());
            assertTrue(one.get().startsWith("{\"format\":" + Generations.FORMAT + ",\"height\":" + height + "}"));
            stop.set(true);
            assertTrue(more.get() > 20);
        } finally {
            stop.set(true);
            threads.shutdownNow();
        }
    }

    @Test
    void a_height_that_is_passed_is_refused() {
        try (Books books = new Books(database, ledger.peer)) {
            books.await(42);
            Refused refused = assertThrows(Refused.class, () -> books.dump(Optional.of(41L)));
            assertEquals(GatewayRefusal.HEIGHT_PASSED, refused.refusal());
            assertTrue(books.dump(Optional.of(42L)).contains("\"height\":42"));
        }
    }

    @Test
    void one_dump_at_a_time() throws Exception {
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try (Books books = new Books(database, ledger.peer)) {
            books.await(42);
            Future<String> waiting = threads.submit(() -> books.dump(Optional.of(43L)));
            Thread.sleep(200);
            Refused refused = assertThrows(Refused.class, () -> books.dump(Optional.empty()));
            assertEquals(GatewayRefusal.DUMP_RUNNING, refused.refusal());
            ledger.grow(1, 1);
            assertTrue(waiting.get().contains("\"height\":43"));
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void a_second_rebuild_is_refused_while_one_runs() throws Exception {
        Gate gate = new Gate(ledger.peer, 10);
        try (Books books = new Books(database, ledger.peer, gate)) {
            books.await(42);
            String before = schema(books);
            books.rebuilder.ask();
            Refused refused = assertThrows(Refused.class, books.rebuilder::ask);
            assertEquals(GatewayRefusal.REBUILD_RUNNING, refused.refusal());
            assertEquals(before, schema(books));
            gate.open.countDown();
            assertEquals(Rebuild.State.DONE, books.awaitRebuild().state());
            assertNotEquals(before, schema(books));
        }
    }

    @Test
    void what_a_process_began_the_next_one_goes_on_with() throws Exception {
        String before;
        String grown;
        try (Books books = new Books(database, ledger.peer, new Gate(ledger.peer, 10))) {
            grown = books.await(42).dump(Optional.empty());
            before = schema(books);
            books.rebuilder.ask();
            awaitRebuilt(books, 10);
        }
        Gate gate = new Gate(ledger.peer, 10);
        try (Books books = new Books(database, ledger.peer, gate)) {
            books.await(42);
            assertEquals(before, schema(books), "the old tables answer");
            assertEquals(grown, books.dump(Optional.empty()));
            gate.open.countDown();
            Rebuild rebuild = books.awaitRebuild();
            assertEquals(32, rebuild.blocks(), "the first ten were there");
            assertEquals(grown, books.dump(Optional.empty()));
        }
    }

    @Test
    void tables_of_an_older_format_are_rebuilt_by_themselves() throws Exception {
        String grown;
        try (Books books = new Books(database, ledger.peer)) {
            grown = books.await(42).dump(Optional.empty());
        }
        new JdbcTemplate(database).update("UPDATE read_model_generation SET format = ?", Generations.FORMAT - 1);
        try (Books books = new Books(database, ledger.peer)) {
            assertEquals(grown, books.await(42).dump(Optional.empty()));
            assertEquals(Generations.FORMAT, books.rebuilder.format());
        }
        Gate gate = new Gate(ledger.peer, 10);
        try (Books books = new Books(database, ledger.peer, gate, Generations.FORMAT + 1)) {
            books.await(42);
            assertEquals(Generations.FORMAT, books.rebuilder.format());
            assertEquals(grown, books.dump(Optional.empty()), "the old tables answer");
            gate.open.countDown();
            assertEquals("format", books.awaitRebuild().cause());
            assertEquals(Generations.FORMAT + 1, books.rebuilder.format());
            assertEquals(grown, books.dump(Optional.empty()));
        }
    }

    @Test
    void tables_without_a_generation_are_replaced() throws Exception {
        JdbcTemplate jdbc = new JdbcTemplate(database);
        jdbc.execute("CREATE TABLE checkpoint (id INT PRIMARY KEY, next_block BIGINT, genesis VARCHAR(64))");
        jdbc.execute("CREATE TABLE state (state_key VARCHAR(500) PRIMARY KEY)");
        try (Books books = new Books(database, ledger.peer)) {
            assertTrue(books.await(42).dump(Optional.empty()).contains("\"height\":42"));
        }
    }

    @Test
    void another_ledger_is_begun_anew_and_what_was_being_built_is_left() throws Exception {
        try (Books books = new Books(database, ledger.peer, new Gate(ledger.peer, 10))) {
            books.await(42);
            books.rebuilder.ask();
        }
        SyntheticLedger another = new SyntheticLedger(folder, 2).grow(10, 3);
        try (Books books = new Books(database, another.peer)) {
            long end = System.nanoTime() + Books.PATIENCE.toNanos();
            while (books.readModel.height() != 12 && System.nanoTime() < end) {
                Thread.sleep(5);
            }
            books.awaitRebuild();
            String found = books.dump(Optional.empty());
            try (Books other = new Books(TestDatabase.fresh(), another.peer)) {
                assertEquals(other.await(12).dump(Optional.empty()), found);
            }
        }
    }

    @Test
    void what_was_left_while_it_was_built_is_begun_again() throws Exception {
        Gate gate = new Gate(ledger.peer, 10);
        try (Books books = new Books(database, ledger.peer, gate)) {
            String grown = books.await(42).dump(Optional.empty());
            books.rebuilder.ask();
            awaitRebuilt(books, 10);
            books.generations.retire(books.generations.building().orElseThrow());
            books.generations.dropRetired();
            gate.open.countDown();
            assertEquals(42, books.awaitRebuild().height());
            assertEquals(grown, books.dump(Optional.empty()));
        }
    }

    @Test
    void a_beginning_that_ended_half_way_is_begun_again() throws Exception {
        try (Books books = new Books(database, ledger.peer)) {
            String grown = books.await(42).dump(Optional.empty());
            JdbcTemplate own = new JdbcTemplate(database);
            own.execute("CREATE SCHEMA readmodel_2");
            own.execute("CREATE TABLE readmodel_2.checkpoint (of_another_format INT)");
            books.rebuilder.ask();
            books.awaitRebuild();
            assertEquals("readmodel_2", schema(books));
            assertEquals(grown, books.dump(Optional.empty()));
        }
    }

    @Test
    void generations_begun_at_once_are_several() throws Exception {
        int count = 8;
        ExecutorService threads = Executors.newFixedThreadPool(count);
        try {
            Generations generations = Generations.open(new SchemaDataSource(database));
            List<Future<Generation>> begun =
                    threads.invokeAll(Collections.nCopies(count, () -> generations.begin("a test")));
            Set<Long> numbers = new TreeSet<>();
            for (Future<Generation> one : begun) {
                numbers.add(one.get().number());
                assertEquals(0, generations.projection(one.get()).height());
            }
            assertEquals(LongStream.rangeClosed(2, count + 1).boxed().toList(), List.copyOf(numbers));
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void the_gateways_own_tables_stay_and_replaced_ones_are_dropped() throws Exception {
        JdbcTemplate own = new JdbcTemplate(database);
        own.execute("CREATE TABLE own_keys (id VARCHAR(10) PRIMARY KEY)");
        own.update("INSERT INTO own_keys (id) VALUES ('kept')");
        try (Books books = new Books(database, ledger.peer)) {
            books.await(42);
            String before = schema(books);
            books.rebuilder.ask();
            books.awaitRebuild();
            assertEquals(List.of("kept"), books.jdbc.queryForList("SELECT id FROM own_keys", String.class));
            long end = System.nanoTime() + Books.PATIENCE.toNanos();
            while (schemas(books).contains(before) && System.nanoTime() < end) {
                Thread.sleep(20);
            }
            assertFalse(schemas(books).contains(before));
            assertTrue(schemas(books).contains(schema(books)));
        }
    }

    private static void awaitRebuilt(Books books, long height) throws InterruptedException {
        long end = System.nanoTime() + Books.PATIENCE.toNanos();
        while (books.rebuilder.latest().orElseThrow().height() < height) {
            assertTrue(System.nanoTime() < end, () -> "not rebuilt: " + books.rebuilder.latest());
            Thread.sleep(5);
        }
    }

    private static List<String> schemas(Books books) {
        return books.jdbc.queryForList("SELECT LOWER(schema_name) FROM information_schema.schemata", String.class);
    }
}
