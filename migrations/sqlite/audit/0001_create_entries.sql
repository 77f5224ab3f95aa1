-- The log. `body` is the evidence: the bytes that `leaf` (RFC 6962 section 2.1) and `chain` are computed over.
-- The other columns repeat what the body says, for search; verification compares them.
CREATE TABLE entries (
    sequence      INTEGER NOT NULL CONSTRAINT entries_key PRIMARY KEY,
    at            INTEGER NOT NULL,
    event         TEXT   NOT NULL,
    outcome       TEXT   NOT NULL CONSTRAINT entries_outcome CHECK (outcome IN ('allowed', 'denied', 'failed')),
    actor_id      BLOB,
    actor_role    TEXT   NOT NULL,
    session_id    BLOB,
    permission    TEXT   NOT NULL,
    resource_kind TEXT,
    resource_id   TEXT,
    request_id    BLOB   NOT NULL,
    body          BLOB   NOT NULL,
    leaf          BLOB   NOT NULL,
    chain         BLOB   NOT NULL
) STRICT;
CREATE INDEX entries_by_actor ON entries (actor_id, sequence);
CREATE INDEX entries_by_event ON entries (event, sequence);
CREATE INDEX entries_by_outcome ON entries (outcome, sequence);
CREATE INDEX entries_by_request ON entries (request_id, sequence);
CREATE INDEX entries_by_resource ON entries (resource_id, resource_kind, sequence);
CREATE INDEX entries_by_session ON entries (session_id, sequence);
CREATE INDEX entries_by_time ON entries (at, sequence);

-- Whose data an entry is about: the set's digest stands in the body.
CREATE TABLE entry_subjects (
    sequence   INTEGER NOT NULL CONSTRAINT entry_subjects_entry REFERENCES entries (sequence),
    subject_id BLOB   NOT NULL,
    CONSTRAINT entry_subjects_key PRIMARY KEY (sequence, subject_id)
) STRICT;
CREATE INDEX entry_subjects_by_subject ON entry_subjects (subject_id, sequence);
