-- Transactions that clients were told of before a block had them. Never dropped: they can't be rebuilt from the ledger.

CREATE TABLE IF NOT EXISTS outbox (
    transaction_id VARCHAR(64) PRIMARY KEY,
    identity VARCHAR(200) NOT NULL,
    function VARCHAR(100) NOT NULL,
    argument TEXT NOT NULL,                    -- the command, JSON
    answer TEXT NOT NULL,                      -- what the chaincode answered, JSON
    bytes TEXT NOT NULL,                       -- Fabric's PreparedTransaction, Base64; empty when it has ended
    at_millis BIGINT NOT NULL,                 -- since 1970
    state VARCHAR(16) NOT NULL,
    successor VARCHAR(64),
    code VARCHAR(200),
    status INT,
    sentence TEXT,
    facts TEXT                                 -- JSON
);
CREATE INDEX IF NOT EXISTS outbox_by_state ON outbox (state, at_millis);
