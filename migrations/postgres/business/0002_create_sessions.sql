-- A session is found by the SHA-256 of its cookie's token; the token itself is stored nowhere.
CREATE TABLE sessions (
    id          UUID   NOT NULL CONSTRAINT sessions_key PRIMARY KEY,
    token_hash  BYTEA  NOT NULL CONSTRAINT sessions_token UNIQUE,
    staff_id    UUID   NOT NULL CONSTRAINT sessions_staff REFERENCES staff (id),
    address     TEXT   NOT NULL,
    device      TEXT   NOT NULL,
    created_at  BIGINT NOT NULL,
    seen_at     BIGINT NOT NULL,
    expires_at  BIGINT NOT NULL,
    ended_at    BIGINT,
    audit_entry BIGINT NOT NULL
);
CREATE INDEX sessions_by_staff ON sessions (staff_id, ended_at);

-- A login under way: first the SMS code, then, where asked for, the password.
-- staff_id is empty for an unknown number, which otherwise looks the same.
CREATE TABLE logins (
    id           UUID   NOT NULL CONSTRAINT logins_key PRIMARY KEY,
    token_hash   BYTEA  NOT NULL CONSTRAINT logins_token UNIQUE,
    phone_digest BYTEA  NOT NULL,
    staff_id     UUID   CONSTRAINT logins_staff REFERENCES staff (id),
    stage        TEXT   NOT NULL CONSTRAINT logins_stage CHECK (stage IN ('code', 'password', 'done')),
    code_hash    BYTEA  NOT NULL,
    tries        BIGINT NOT NULL,
    created_at   BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL,
    audit_entry  BIGINT NOT NULL
);
CREATE INDEX logins_by_phone ON logins (phone_digest, created_at);

-- What was sent, to cap sends per phone and per address.
CREATE TABLE sms_sends (
    id           UUID   NOT NULL CONSTRAINT sms_sends_key PRIMARY KEY,
    phone_digest BYTEA  NOT NULL,
    address      TEXT   NOT NULL,
    purpose      TEXT   NOT NULL CONSTRAINT sms_sends_purpose CHECK (purpose IN ('login', 'step_up')),
    sent_at      BIGINT NOT NULL,
    audit_entry  BIGINT NOT NULL
);
CREATE INDEX sms_sends_by_phone ON sms_sends (phone_digest, sent_at);
CREATE INDEX sms_sends_by_address ON sms_sends (address, sent_at);
