package org.stemma.gateway.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.BadSqlGrammarException;
import org.stemma.gateway.readmodel.ReadModel;

class CommitWatchTest {
    private final ReadModel readModel = mock(ReadModel.class);
    private final CommitWatch commits = new CommitWatch(readModel);

    @Test
    void without_the_database_a_submitted_transaction_is_unknown_rather_than_failed() {
        when(readModel.transaction("t1"))
                .thenThrow(new DataAccessResourceFailureException("read", new SQLException("refused", "08001")));
        try (CommitWatch.Watch watch = commits.watch("t1")) {
            assertEquals(Optional.empty(), watch.await(Duration.ofMillis(5)));
        }
    }

    @Test
    void a_wrong_statement_is_no_such_thing() {
        when(readModel.transaction("t1"))
                .thenThrow(new BadSqlGrammarException("read", "SELECT", new SQLException("syntax", "42601")));
        try (CommitWatch.Watch watch = commits.watch("t1")) {
            assertThrows(BadSqlGrammarException.class, () -> watch.await(Duration.ofMillis(5)));
        }
    }
}
