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
