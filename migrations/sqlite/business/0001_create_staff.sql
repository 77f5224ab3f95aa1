-- People who work here. Names and phones are sealed in the vault; this table knows only what they may do.
CREATE TABLE staff (
    id            BLOB   NOT NULL CONSTRAINT staff_key PRIMARY KEY,
    role          TEXT   NOT NULL,
    state         TEXT   NOT NULL CONSTRAINT staff_state CHECK (state IN ('active', 'frozen')),
    password_hash TEXT,
    created_at    INTEGER NOT NULL,
    changed_at    INTEGER NOT NULL,
    audit_entry   INTEGER NOT NULL
) STRICT;
