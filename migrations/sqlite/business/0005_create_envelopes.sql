-- The key pairs of the transport envelope: what is public of them. The private keys are sealed parts of the vault.
CREATE TABLE envelope_keys (
    id          BLOB   NOT NULL CONSTRAINT envelope_keys_key PRIMARY KEY,
    key_id      TEXT   NOT NULL CONSTRAINT envelope_keys_key_id UNIQUE,
    created_at  INTEGER NOT NULL,
    retired_at  INTEGER,
    audit_entry INTEGER NOT NULL
) STRICT;

-- Envelopes that were opened, for as long as one could be sent again. Bookkeeping of the guard, like a session's last use:
-- the entry of the request that brought it follows.
CREATE TABLE envelopes_seen (
    digest     BLOB   NOT NULL CONSTRAINT envelopes_seen_key PRIMARY KEY,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX envelopes_seen_by_expiry ON envelopes_seen (expires_at);
