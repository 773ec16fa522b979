-- What this gateway alone knows. Never dropped: it can't be rebuilt from the ledger.

CREATE TABLE IF NOT EXISTS api_key (
    id VARCHAR(40) PRIMARY KEY,
    digest VARCHAR(64) NOT NULL UNIQUE,        -- SHA-256 of the key's text, hex
    identity VARCHAR(200) NOT NULL,
    label VARCHAR(200) NOT NULL,
    created_nanos BIGINT NOT NULL,             -- since 1970
    expires_nanos BIGINT,
    revoked_nanos BIGINT
);
ALTER TABLE api_key ADD COLUMN IF NOT EXISTS last_used_nanos BIGINT;       -- to the minute
ALTER TABLE api_key ADD COLUMN IF NOT EXISTS rotated_from VARCHAR(40);     -- the key that this one follows
ALTER TABLE api_key ADD COLUMN IF NOT EXISTS request_digest VARCHAR(80);   -- of the request that made it
ALTER TABLE api_key ADD COLUMN IF NOT EXISTS per_second BIGINT;            -- requests; the gateway's default if null
ALTER TABLE api_key ADD COLUMN IF NOT EXISTS burst BIGINT;

-- Who asked what. Rows are only added and, when they are old, taken away from the beginning.
CREATE TABLE IF NOT EXISTS audit (
    n BIGINT PRIMARY KEY,                      -- without gaps, from 1 on
    at_millis BIGINT NOT NULL,                 -- when the answer was given, since 1970
    document TEXT NOT NULL,                    -- the row as it is shown, canonical JSON
    asker VARCHAR(300) NOT NULL,               -- the fields by which the list can be narrowed
    identity VARCHAR(200) NOT NULL,
    route VARCHAR(200) NOT NULL,
    status INT NOT NULL,
    code VARCHAR(100) NOT NULL,
    tx VARCHAR(64) NOT NULL,
    request VARCHAR(128) NOT NULL,
    hash VARCHAR(64) NOT NULL                  -- SHA-256 over the hash of the row before and this document
);
CREATE INDEX IF NOT EXISTS audit_by_time ON audit (at_millis);
CREATE INDEX IF NOT EXISTS audit_by_identity ON audit (identity, n);

CREATE TABLE IF NOT EXISTS audit_head (        -- one row; writers of several running copies take turns on it
    id INT PRIMARY KEY,
    last_n BIGINT NOT NULL,
    hash VARCHAR(64) NOT NULL
);

CREATE TABLE IF NOT EXISTS gateway_check (     -- by which files are known again that belong to this database
    name VARCHAR(40) PRIMARY KEY,
    check_value VARCHAR(200) NOT NULL
);
