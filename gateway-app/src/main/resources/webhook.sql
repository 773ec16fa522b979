-- The webhooks of this gateway and the log of their deliveries. Never dropped: they can't be rebuilt from the ledger.
-- Plain SQL, the same for H2 and PostgreSQL. Times are milliseconds after 1970-01-01T00:00:00Z.

CREATE TABLE IF NOT EXISTS webhook (
    id VARCHAR(40) PRIMARY KEY,
    command VARCHAR(80) NOT NULL,              -- digest of what was asked when it was made
    url VARCHAR(1000) NOT NULL,
    label VARCHAR(200) NOT NULL,
    types VARCHAR(2000) NOT NULL,              -- comma-separated; empty means all
    party VARCHAR(80),
    asset VARCHAR(80),
    state VARCHAR(10) NOT NULL,                -- enabled, disabled
    reason VARCHAR(20),                        -- why it is disabled: asked, failing, gone
    created_at BIGINT NOT NULL,
    seed VARCHAR(80) NOT NULL,                 -- what the secret is derived from; no secret is stored
    previous_seed VARCHAR(80),
    previous_until BIGINT,                     -- until when the previous secret signs, too
    position VARCHAR(40) NOT NULL,             -- everything up to here is delivered, or not wanted
    revision BIGINT NOT NULL,                  -- counts what was asked; a delivery of before it moves nothing
    attempts INT NOT NULL,                     -- of the next event, so far
    failing_since BIGINT,
    next_attempt BIGINT                        -- of the next event, if one has failed
);

CREATE TABLE IF NOT EXISTS webhook_delivery (  -- each attempt
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    webhook VARCHAR(40) NOT NULL,
    event VARCHAR(40) NOT NULL,
    type VARCHAR(60) NOT NULL,
    attempt INT NOT NULL,
    at BIGINT NOT NULL,
    millis BIGINT NOT NULL,
    outcome VARCHAR(20) NOT NULL,              -- delivered, refused, gone, timed_out, unreachable, target
    status INT,                                -- of HTTP, if there was an answer
    next_attempt BIGINT
);
CREATE INDEX IF NOT EXISTS webhook_delivery_by_webhook ON webhook_delivery (webhook, id);
