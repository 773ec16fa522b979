package org.stemma.gateway.readmodel;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.stemma.gateway.support.TestDatabase;

/**
 * How fast blocks are projected, without a network: made-up purchases, reports and settlements, 20 to a block.
 *
 * <p>{@code java -cp target/test-classes:target/classes:… org.stemma.gateway.readmodel.RebuildBench [TRANSACTIONS]},
 * with {@code -Dstemma.test.database=postgresql} on PostgreSQL; see docs/how-to/database.md.
 */
final class RebuildBench {
    private static final int PER_BLOCK = 20;

    private RebuildBench() {}

    public static void main(String[] arguments) throws Exception {
        int transactions = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 40_000;
        Path folder = Files.createTempDirectory("stemma-bench");
        SyntheticLedger ledger = new SyntheticLedger(folder, 1).grow(transactions / PER_BLOCK, PER_BLOCK);
        long height = 2L + transactions / PER_BLOCK;
        // A file, as a gateway has it, rather than memory.
        String url = TestDatabase.url(folder);
        long begun = System.nanoTime();
        try (Books books = new Books(TestDatabase.open(url), ledger.peer)) {
            while (books.readModel.height() < height) {
                Thread.sleep(5);
            }
            double seconds = (System.nanoTime() - begun) / 1e9;
            System.out.printf(
                    "%s: first %.1f s, %.0f tx/s%n",
                    TestDatabase.isPostgresql() ? "postgresql" : "h2", seconds, transactions / seconds);
            for (int round = 0; round < 2; round++) {
                books.rebuilder.ask();
                while (books.rebuilder.latest().filter(Rebuild::running).isPresent()) {
                    Thread.sleep(5);
                }
                Rebuild rebuild = books.rebuilder.latest().orElseThrow();
                System.out.printf(
                        "rebuilt: %d blocks, %d blocks/s, %d tx/s%n",
                        rebuild.blocks(),
                        rebuild.blocksPerSecond(rebuild.finishedAt().orElseThrow()),
                        rebuild.transactionsPerSecond(rebuild.finishedAt().orElseThrow()));
            }
            System.out.printf("rows: %d%n", books.dump(Optional.empty()).lines().count());
        }
        System.exit(0);
    }
}
