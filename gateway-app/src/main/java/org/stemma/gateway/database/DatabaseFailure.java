package org.stemma.gateway.database;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;
import org.springframework.jdbc.CannotGetJdbcConnectionException;

/** Tells a database that is away from a statement that is wrong. */
public final class DatabaseFailure {
    /** PostgreSQL: shut down by its operator, by a crash, still starting, all its connections taken. */
    private static final Set<String> AWAY = Set.of("57P01", "57P02", "57P03", "53300");

    /** H2: the connection is broken, the database was closed, is closing. */
    private static final Set<Integer> CLOSED = Set.of(90067, 90098, 90121);

    private static final int MAX_CAUSES = 20;

    private DatabaseFailure() {}

    /** Whether the failure, or a cause of it, is that the database can't be reached. The same may succeed later. */
    public static boolean isUnavailable(Throwable failure) {
        Throwable cause = failure;
        for (int i = 0; i < MAX_CAUSES && cause != null; i++) {
            if (cause instanceof CannotGetJdbcConnectionException
                    || (cause instanceof SQLException sql && isOfConnection(sql))) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    private static boolean isOfConnection(SQLException e) {
        String state = e.getSQLState();
        return e instanceof SQLTransientConnectionException
                || e instanceof SQLNonTransientConnectionException
                || e instanceof SQLRecoverableException
                || CLOSED.contains(e.getErrorCode())
                || (state != null && (state.startsWith("08") || AWAY.contains(state)));
    }
}
