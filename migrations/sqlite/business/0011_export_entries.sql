-- Entries of the audit log can be exported, as JSON Lines too. SQLite changes no CHECK in place: the table is made anew.
CREATE TABLE exports_anew (
    id              BLOB   NOT NULL CONSTRAINT exports_key PRIMARY KEY,
    owner_id        BLOB   NOT NULL CONSTRAINT exports_owner REFERENCES staff (id),
    data_set        TEXT   NOT NULL CONSTRAINT exports_data_set CHECK (data_set IN ('orders', 'travellers', 'payments', 'entries')),
    format          TEXT   NOT NULL CONSTRAINT exports_format CHECK (format IN ('csv', 'xlsx', 'jsonl')),
    filter          TEXT   NOT NULL,
    columns         TEXT   NOT NULL,
    reason          TEXT   NOT NULL,
    row_count       INTEGER NOT NULL,
    person_count    INTEGER NOT NULL,
    deed            BLOB   NOT NULL,
    state           TEXT   NOT NULL CONSTRAINT exports_state CHECK (state IN
                        ('asked', 'approved', 'running', 'ready', 'downloaded', 'expired', 'failed', 'cancelled')),
    code_hash       BLOB,
    code_expires_at INTEGER,
    tries           INTEGER NOT NULL,
    rows_done       INTEGER NOT NULL,
    lease_until     INTEGER,
    file_bytes      INTEGER,
    file_sha256     BLOB,
    passphrase_read INTEGER NOT NULL,
    created_at      INTEGER NOT NULL,
    approved_at     INTEGER,
    ready_at        INTEGER,
    expires_at      INTEGER,
    downloaded_at   INTEGER,
    audit_entry     INTEGER NOT NULL
) STRICT;
INSERT INTO exports_anew (id, owner_id, data_set, format, filter, columns, reason, row_count, person_count, deed, state,
    code_hash, code_expires_at, tries, rows_done, lease_until, file_bytes, file_sha256, passphrase_read,
    created_at, approved_at, ready_at, expires_at, downloaded_at, audit_entry)
SELECT id, owner_id, data_set, format, filter, columns, reason, row_count, person_count, deed, state,
    code_hash, code_expires_at, tries, rows_done, lease_until, file_bytes, file_sha256, passphrase_read,
    created_at, approved_at, ready_at, expires_at, downloaded_at, audit_entry
FROM exports;
DROP TABLE exports;
ALTER TABLE exports_anew RENAME TO exports;
CREATE INDEX exports_by_owner ON exports (owner_id, created_at);
CREATE INDEX exports_by_state ON exports (state, lease_until);
