-- The read model: a projection of blocks. These tables lie in the schema of a generation; a rebuild fills those of
-- another one. Whoever changes what they hold raises Generations.FORMAT. Their columns stand in ModelTable, too.
-- Plain SQL, the same for H2 and PostgreSQL. Money is in nano (10^-9) of its currency.

CREATE TABLE IF NOT EXISTS checkpoint (        -- one row
    id INT PRIMARY KEY,
    next_block BIGINT NOT NULL,                -- the height: blocks below it are in the other tables
    genesis VARCHAR(64) NOT NULL               -- hash of the first block's data: another ledger means rebuild
);

CREATE TABLE IF NOT EXISTS block (
    height BIGINT PRIMARY KEY,
    tx_count INT NOT NULL,
    data_hash VARCHAR(64) NOT NULL,
    at_nanos BIGINT NOT NULL                   -- the latest timestamp of its transactions, since 1970; 0 if none
);

CREATE TABLE IF NOT EXISTS tx (
    id VARCHAR(64) PRIMARY KEY,
    block BIGINT NOT NULL,
    tx_index INT NOT NULL,
    code VARCHAR(60) NOT NULL,                 -- VALID, MVCC_READ_CONFLICT, ...
    function_name VARCHAR(200) NOT NULL,       -- license:buyGrant
    command TEXT,
    request VARCHAR(128),                      -- the command's request id
    answer TEXT,                               -- what a valid transaction answered
    caller_msp VARCHAR(64) NOT NULL,
    caller_subject VARCHAR(200) NOT NULL,      -- the certificate's common name
    endorsers VARCHAR(2000) NOT NULL,          -- MSP ids, comma-separated
    at_nanos BIGINT NOT NULL,                  -- the transaction's timestamp, since 1970
    epoch BIGINT,
    period BIGINT
);
CREATE INDEX IF NOT EXISTS tx_by_block ON tx (block, tx_index);
CREATE INDEX IF NOT EXISTS tx_by_request ON tx (request);

CREATE TABLE IF NOT EXISTS tx_command (        -- what a batch carried out, under which request ids
    tx VARCHAR(64) NOT NULL,
    n INT NOT NULL,                            -- place in the batch
    function_name VARCHAR(200) NOT NULL,
    request VARCHAR(128) NOT NULL,
    PRIMARY KEY (tx, n)
);
CREATE INDEX IF NOT EXISTS tx_command_by_request ON tx_command (request);

CREATE TABLE IF NOT EXISTS state (
    state_key VARCHAR(500) PRIMARY KEY,        -- compared by bytes
    document TEXT NOT NULL,
    block BIGINT NOT NULL,
    tx VARCHAR(64) NOT NULL
);

CREATE TABLE IF NOT EXISTS state_field (       -- the fields by which lists are narrowed
    state_key VARCHAR(500) NOT NULL,
    field VARCHAR(20) NOT NULL,
    text VARCHAR(200) NOT NULL,
    PRIMARY KEY (state_key, field, text)
);
CREATE INDEX IF NOT EXISTS state_field_by_text ON state_field (field, text, state_key);

CREATE TABLE IF NOT EXISTS ended (           -- payables that a claim took out of the state
    state_key VARCHAR(500) PRIMARY KEY,
    document TEXT NOT NULL,
    block BIGINT NOT NULL,                     -- where it was made
    tx VARCHAR(64) NOT NULL,
    ended_block BIGINT NOT NULL,
    ended_tx VARCHAR(64) NOT NULL
);

CREATE TABLE IF NOT EXISTS posting (
    block BIGINT NOT NULL,
    tx VARCHAR(64) NOT NULL,
    n INT NOT NULL,
    currency VARCHAR(12) NOT NULL,
    debit VARCHAR(200) NOT NULL,               -- AccountId, such as wallet/wal_1
    credit VARCHAR(200) NOT NULL,
    nano BIGINT NOT NULL,                      -- always positive
    PRIMARY KEY (tx, n)
);
CREATE INDEX IF NOT EXISTS posting_by_block ON posting (block);
CREATE INDEX IF NOT EXISTS posting_by_debit ON posting (debit, block);
CREATE INDEX IF NOT EXISTS posting_by_credit ON posting (credit, block);

CREATE TABLE IF NOT EXISTS event (
    block BIGINT NOT NULL,
    tx VARCHAR(64) NOT NULL,
    n INT NOT NULL,
    type VARCHAR(60) NOT NULL,                 -- license.grantBought
    document TEXT NOT NULL,
    function_name VARCHAR(200),                -- of a batch, of the command that caused it
    PRIMARY KEY (tx, n)
);
CREATE INDEX IF NOT EXISTS event_by_block ON event (block);
CREATE INDEX IF NOT EXISTS event_by_type ON event (type, block);

CREATE TABLE IF NOT EXISTS flow (              -- all that moved between kinds of accounts below a height, every 1,000 blocks
    height BIGINT NOT NULL,
    currency VARCHAR(12) NOT NULL,
    debit_kind VARCHAR(200) NOT NULL,
    credit_kind VARCHAR(200) NOT NULL,
    nano NUMERIC(60) NOT NULL,                 -- 64 bits bound no total
    PRIMARY KEY (height, currency, debit_kind, credit_kind)
);

CREATE TABLE IF NOT EXISTS balance (           -- credits less debits, of the accounts that have a stored balance
    account VARCHAR(200) NOT NULL,
    currency VARCHAR(12) NOT NULL,
    nano NUMERIC(60) NOT NULL,
    PRIMARY KEY (account, currency)
);

CREATE TABLE IF NOT EXISTS waiting (           -- credits, payables and fees of the treasury that nobody took yet
    state_key VARCHAR(500) PRIMARY KEY,
    key_range VARCHAR(300) NOT NULL,           -- whose they are: the key without its last part
    currency VARCHAR(12) NOT NULL,
    at_nanos BIGINT NOT NULL,
    nano BIGINT NOT NULL
);
CREATE INDEX IF NOT EXISTS waiting_by_time ON waiting (key_range, currency, at_nanos, state_key);
