-- A session is found by the SHA-256 of its cookie's token; the token itself is stored nowhere.
CREATE TABLE sessions (
    id          BLOB   NOT NULL CONSTRAINT sessions_key PRIMARY KEY,
    token_hash  BLOB   NOT NULL CONSTRAINT sessions_token UNIQUE,
    staff_id    BLOB   NOT NULL CONSTRAINT sessions_staff REFERENCES staff (id),
    address     TEXT   NOT NULL,
    device      TEXT   NOT NULL,
    created_at  INTEGER NOT NULL,
    seen_at     INTEGER NOT NULL,
    expires_at  INTEGER NOT NULL,
    ended_at    INTEGER,
    audit_entry INTEGER NOT NULL
) STRICT;
CREATE INDEX sessions_by_staff ON sessions (staff_id, ended_at);

-- A login under way: first the SMS code, then, where asked for, the password.
-- staff_id is empty for an unknown number, which otherwise looks the same.
CREATE TABLE logins (
    id           BLOB   NOT NULL CONSTRAINT logins_key PRIMARY KEY,
    token_hash   BLOB   NOT NULL CONSTRAINT logins_token UNIQUE,
    phone_digest BLOB   NOT NULL,
    staff_id     BLOB   CONSTRAINT logins_staff REFERENCES staff (id),
    stage        TEXT   NOT NULL CONSTRAINT logins_stage CHECK (stage IN ('code', 'password', 'done')),
    code_hash    BLOB   NOT NULL,
    tries        INTEGER NOT NULL,
    created_at   INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL,
    audit_entry  INTEGER NOT NULL
) STRICT;
CREATE INDEX logins_by_phone ON logins (phone_digest, created_at);

-- What was sent, to cap sends per phone and per address.
CREATE TABLE sms_sends (
    id           BLOB   NOT NULL CONSTRAINT sms_sends_key PRIMARY KEY,
    phone_digest BLOB   NOT NULL,
    address      TEXT   NOT NULL,
    purpose      TEXT   NOT NULL CONSTRAINT sms_sends_purpose CHECK (purpose IN ('login', 'step_up')),
    sent_at      INTEGER NOT NULL,
    audit_entry  INTEGER NOT NULL
) STRICT;
CREATE INDEX sms_sends_by_phone ON sms_sends (phone_digest, sent_at);
CREATE INDEX sms_sends_by_address ON sms_sends (address, sent_at);
