-- Which generations of the read model there are; each lies in a schema of its own, readmodel_<number>. A rebuild makes
-- a new one beside the live one. The gateway's own: never dropped.
-- Plain SQL, the same for H2 and PostgreSQL.

CREATE TABLE IF NOT EXISTS read_model_generation (
    number BIGINT PRIMARY KEY,
    state VARCHAR(10) NOT NULL,                -- building, live: one at most of each; retired: to be dropped
    format INT NOT NULL,                       -- of what is in the tables
    cause VARCHAR(20) NOT NULL                 -- why it was made: first, asked, format, ledger
);
