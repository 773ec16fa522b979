package org.stemma.gateway.readmodel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.stemma.gateway.support.TestDatabase;

@Tag("database")
class DatabaseLossTest {
    @TempDir
    private Path folder;

    /** A database that goes away, and loses answers to commits that it took. */
    private static final class Lossy extends DelegatingDataSource {
        private volatile boolean away;
        private final AtomicInteger commitsToLose = new AtomicInteger();

        Lossy(DataSource source) {
            super(source);
        }

        @Override
        public Connection getConnection() throws SQLException {
            if (away) {
                throw new SQLTransientConnectionException("no connection in time");
            }
            Connection connection = super.getConnection();
            return (Connection) Proxy.newProxyInstance(
                    Lossy.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                        try {
                            Object answer = method.invoke(connection, arguments);
                            if (method.getName().equals("commit") && commitsToLose.getAndUpdate(Lossy::less) > 0) {
                                throw new SQLException("the connection broke", "08006");
                            }
                            return answer;
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    });
        }

        private static int less(int left) {
            return Math.max(0, left - 1);
        }
    }

    private static void awaitBroken(Books books) throws InterruptedException {
        for (int i = 0; i < 1000 && books.state.why().isEmpty(); i++) {
            Thread.sleep(10);
        }
        assertTrue(books.state.why().isPresent());
    }

    private static void awaitArrival(Books books, long block) throws InterruptedException {
        for (int i = 0; i < 1000 && !books.arrived.contains(block); i++) {
            Thread.sleep(10);
        }
        assertTrue(books.arrived.contains(block));
    }

    @Test
    void books_go_on_when_the_database_is_back_and_every_block_is_told_once() throws Exception {
        SyntheticLedger ledger = new SyntheticLedger(folder, 3).grow(10, 4);
        Lossy database = new Lossy(TestDatabase.fresh());
        try (Books books = new Books(database, ledger.peer);
                Books other = new Books(TestDatabase.fresh(), ledger.peer)) {
            books.await(12);
            database.away = true;
            ledger.grow(10, 4);
            awaitBroken(books);
            assertEquals(12, books.readModel.height());
            database.away = false;
            assertEquals(other.await(22).dump(Optional.empty()), books.await(22).dump(Optional.empty()));
            ledger.grow(1, 1);
            books.await(23);
            database.commitsToLose.set(1);
            ledger.grow(10, 4);
            assertEquals(other.await(33).dump(Optional.empty()), books.await(33).dump(Optional.empty()));
            for (int i = 0; i < 1000 && books.told.size() < 33; i++) {
                Thread.sleep(10);
            }
            assertEquals(LongStream.range(0, 33).boxed().toList(), books.told);
        }
    }

    @Test
    void what_came_is_told_before_it_is_projected_and_reads_wait_for_what_was_promised() throws Exception {
        SyntheticLedger ledger = new SyntheticLedger(folder, 5).grow(10, 4);
        Lossy database = new Lossy(TestDatabase.fresh());
        try (Books books = new Books(database, ledger.peer)) {
            books.await(12);
            database.away = true;
            ledger.grow(1, 1);
            awaitArrival(books, 12);
            awaitBroken(books);
            // Not only what came before anybody noticed.
            ledger.grow(1, 1);
            awaitArrival(books, 13);
            assertEquals(12, books.readModel.height());
            books.readModel.promise(12);
            CompletableFuture<Long> read = CompletableFuture.supplyAsync(() -> {
                books.readModel.transaction("none");
                return books.readModel.height();
            });
            Thread.sleep(100);
            assertFalse(read.isDone(), "it waits rather than to miss the block");
            database.away = false;
            assertTrue(read.get(1, TimeUnit.MINUTES) >= 13);
            books.await(14);
        }
    }

    @Test
    void a_rebuild_goes_on_when_the_database_is_back() throws Exception {
        SyntheticLedger ledger = new SyntheticLedger(folder, 4).grow(300, 8);
        Lossy database = new Lossy(TestDatabase.fresh());
        try (Books books = new Books(database, ledger.peer)) {
            String grown = books.await(302).dump(Optional.empty());
            books.rebuilder.ask();
            database.commitsToLose.set(1);
            database.away = true;
            Thread.sleep(300);
            database.away = false;
            assertEquals(302, books.awaitRebuild().height());
            assertEquals(grown, books.dump(Optional.empty()));
        }
    }
}
