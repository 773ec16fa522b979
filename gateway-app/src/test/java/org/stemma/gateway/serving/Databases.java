package org.stemma.gateway.serving;

import java.nio.file.Path;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Databases for tests. */
final class Databases {
    private Databases() {}

    /** An empty one that lives as long as the tests. */
    static DataSource fresh() {
        return new DriverManagerDataSource("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "");
    }

    static DataSource file(Path folder) {
        return new DriverManagerDataSource("jdbc:h2:file:" + folder.resolve("meter") + ";DB_CLOSE_DELAY=-1", "sa", "");
    }
}
