-- An export from asking to expiry. The approval is this row: one person, one deed, used once.
CREATE TABLE exports (
    id              UUID   NOT NULL CONSTRAINT exports_key PRIMARY KEY,
    owner_id        UUID   NOT NULL CONSTRAINT exports_owner REFERENCES staff (id),
    data_set        TEXT   NOT NULL CONSTRAINT exports_data_set CHECK (data_set IN ('orders', 'travellers', 'payments')),
    format          TEXT   NOT NULL CONSTRAINT exports_format CHECK (format IN ('csv', 'xlsx')),
    filter          TEXT   NOT NULL,
    columns         TEXT   NOT NULL,
    reason          TEXT   NOT NULL,
    row_count       BIGINT NOT NULL,
    person_count    BIGINT NOT NULL,
    deed            BYTEA  NOT NULL,
    state           TEXT   NOT NULL CONSTRAINT exports_state CHECK (state IN
                        ('asked', 'approved', 'running', 'ready', 'downloaded', 'expired', 'failed', 'cancelled')),
    code_hash       BYTEA,
    code_expires_at BIGINT,
    tries           BIGINT NOT NULL,
    rows_done       BIGINT NOT NULL,
    lease_until     BIGINT,
    file_bytes      BIGINT,
    file_sha256     BYTEA,
    passphrase_read BOOLEAN NOT NULL,
    created_at      BIGINT NOT NULL,
    approved_at     BIGINT,
    ready_at        BIGINT,
    expires_at      BIGINT,
    downloaded_at   BIGINT,
    audit_entry     BIGINT NOT NULL
);
CREATE INDEX exports_by_owner ON exports (owner_id, created_at);
CREATE INDEX exports_by_state ON exports (state, lease_until);
